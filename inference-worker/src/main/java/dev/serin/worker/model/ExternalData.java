package dev.serin.worker.model;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the data files that an ONNX graph takes tensors from. Reads the file as a stream and skips
 * the tensors' values, so a graph of gigabytes takes a few kilobytes of heap.
 *
 * <p>The numbers are the fields of <a
 * href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>. Training graphs are
 * left out: ONNX Runtime does not load them for inference.
 */
final class ExternalData {
  /** The messages on the way from a model to its tensors. */
  private enum Message {
    MODEL,
    GRAPH,
    NODE,
    ATTRIBUTE,
    FUNCTION,
    SPARSE_TENSOR,
    TENSOR
  }

  private static final Map<Message, Map<Integer, Message>> FIELDS =
      Map.of(
          Message.MODEL, Map.of(7, Message.GRAPH, 25, Message.FUNCTION),
          Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE_TENSOR),
          Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
          Message.NODE, Map.of(5, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
              Map.of(
                  5, Message.TENSOR,
                  6, Message.GRAPH,
                  10, Message.TENSOR,
                  11, Message.GRAPH,
                  22, Message.SPARSE_TENSOR,
                  23, Message.SPARSE_TENSOR),
          Message.SPARSE_TENSOR, Map.of(1, Message.TENSOR, 2, Message.TENSOR));

  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;
  private static final int LOCATION_EXTERNAL = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  private static final int BUFFER_BYTES = 64 << 10;

  /** Far above any honest name or path. */
  private static final int TEXT_BYTES_MAX = 4 << 10;

  /** Subgraphs within subgraphs; more would be an attack on the stack. */
  private static final int DEPTH_MAX = 100;

  private static final int LOCATIONS_MAX = 1_000;

  /**
   * What a graph takes from one data file.
   *
   * @param tensor name of the tensor that reaches furthest
   * @param end the first byte after it; 0 where the graph does not say
   */
  record Extent(String tensor, long end) {}

  private final CodedInputStream in;
  private final SortedMap<String, Extent> extents = new TreeMap<>();
  private int depth;

  private ExternalData(CodedInputStream in) {
    this.in = in;
  }

  /**
   * @return for each location, as the graph spells it, what is taken from there
   * @throws InvalidFileException if {@code graph} is no ONNX file
   */
  static SortedMap<String, Extent> of(Path graph) throws IOException {
    try (InputStream file = Files.newInputStream(graph)) {
      ExternalData reader = new ExternalData(CodedInputStream.newInstance(file, BUFFER_BYTES));
      reader.read(Message.MODEL);
      return reader.extents;
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidFileException(
          "%s is not an ONNX file, or was cut short: copy or export it again (%s)"
              .formatted(graph.getFileName(), e.getMessage()));
    }
  }

  private void read(Message message) throws IOException {
    if (++depth > DEPTH_MAX) {
      throw new InvalidProtocolBufferException("subgraphs are nested too deep");
    }
    Map<Integer, Message> inner = FIELDS.getOrDefault(message, Map.of());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Message next = isMessage(tag) ? inner.get(WireFormat.getTagFieldNumber(tag)) : null;
      if (next == null) {
        in.skipField(tag);
      } else {
        int outer = in.pushLimit(in.readRawVarint32());
        if (next == Message.TENSOR) {
          readTensor();
        } else {
          read(next);
        }
        end(outer);
      }
    }
    depth--;
  }

  private void readTensor() throws IOException {
    String name = "";
    boolean external = false;
    Map<String, String> entries = new TreeMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case TENSOR_NAME -> name = text(tag);
        case TENSOR_DATA_LOCATION -> external = in.readInt32() == LOCATION_EXTERNAL;
        case TENSOR_EXTERNAL_DATA -> readEntry(entries);
        default -> in.skipField(tag);
      }
    }
    if (external) {
      add(name, entries);
    }
  }

  private void readEntry(Map<String, String> entries) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    String key = "";
    String value = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case ENTRY_KEY -> key = text(tag);
        case ENTRY_VALUE -> value = text(tag);
        default -> in.skipField(tag);
      }
    }
    end(outer);
    if (entries.size() < LOCATIONS_MAX) {
      entries.put(key, value);
    }
  }

  private void add(String tensor, Map<String, String> entries) throws IOException {
    String location = entries.getOrDefault("location", "");
    long end;
    try {
      long length = Long.parseLong(entries.getOrDefault("length", "0"));
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      end = Math.addExact(offset, length);
      if (offset < 0 || length < 0) {
        throw new NumberFormatException();
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new InvalidProtocolBufferException(
          "tensor '%s' has no valid offset and length in '%s'".formatted(tensor, location));
    }
    Extent known = extents.get(location);
    if (known == null || known.end() < end) {
      extents.put(location, new Extent(tensor, end));
    }
    if (extents.size() > LOCATIONS_MAX) {
      throw new InvalidProtocolBufferException("it names more than 1000 data files");
    }
  }

  /** The bytes of a text are asked for only once its length is known to be modest. */
  private String text(int tag) throws IOException {
    if (!isMessage(tag)) {
      in.skipField(tag);
      return "";
    }
    int bytes = in.readRawVarint32();
    if (bytes < 0 || bytes > TEXT_BYTES_MAX) {
      throw new InvalidProtocolBufferException("a name of " + bytes + " bytes");
    }
    return new String(in.readRawBytes(bytes), StandardCharsets.UTF_8);
  }

  private void end(int outer) throws IOException {
    if (in.getBytesUntilLimit() != 0) {
      throw new InvalidProtocolBufferException("it ends within a message");
    }
    in.popLimit(outer);
  }

  private static boolean isMessage(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
