package dev.serin.worker.model;

import dev.serin.worker.api.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one graph: the ONNX file, and the data files that its tensors lie in.
 *
 * @param folder of the version: all files lie in it
 * @param graph the ONNX file
 * @param data each data file, by its location as the graph spells it, relative to the ONNX file
 */
record GraphFiles(Path folder, Path graph, SortedMap<String, Path> data) {
  /** Protobuf's own limit is 2 GiB. */
  private static final long GRAPH_BYTES_MAX = 2_000_000_000;

  private static final int BUFFER_BYTES = 256 << 10;
  private static final String LFS_POINTER = "version https://git-lfs";

  /**
   * Finds the files of the graph {@code name} of {@code folder}.
   *
   * @throws InvalidFileException if a file is missing, cut short or outside of the folder
   */
  static GraphFiles of(VersionFolder folder, String name) throws IOException {
    Path graph = folder.file("file", name);
    requireContent(graph, name);
    if (Files.size(graph) > GRAPH_BYTES_MAX) {
      throw new InvalidFileException(
          "%s is larger than %d bytes: keep its weights in a data file beside it"
              .formatted(name, GRAPH_BYTES_MAX));
    }
    SortedMap<String, Path> data = new TreeMap<>();
    for (Map.Entry<String, ExternalData.Extent> entry : ExternalData.of(graph).entrySet()) {
      data.put(entry.getKey(), data(folder, graph, entry.getKey(), entry.getValue()));
    }
    return new GraphFiles(folder.path(), graph, data);
  }

  private static Path data(
      VersionFolder folder, Path graph, String location, ExternalData.Extent extent)
      throws IOException {
    String what =
        "%s keeps tensor '%s' in the data file '%s'"
            .formatted(graph.getFileName(), extent.tensor(), location);
    Path file;
    try {
      file = graph.resolveSibling(location).normalize();
    } catch (InvalidPathException e) {
      throw new InvalidFileException(what + ", which is no path of a file");
    }
    if (location.isEmpty() || Path.of(location).isAbsolute() || !file.startsWith(folder.path())) {
      throw outside(what);
    }
    if (!Files.isRegularFile(file)) {
      throw new InvalidFileException(
          what + ", which is not in the version's folder: copy it there");
    }
    // The folder itself may be a link, as mounted volumes are.
    if (!file.toRealPath().startsWith(folder.path().toRealPath())) {
      throw outside(what);
    }
    requireContent(file, location);
    if (Files.size(file) < extent.end()) {
      throw new InvalidFileException(
          "%s up to byte %d, but the file has %d bytes: it was cut short, copy it again"
              .formatted(what, extent.end(), Files.size(file)));
    }
    return file;
  }

  private static InvalidFileException outside(String what) {
    return new InvalidFileException(
        what + ", outside of the version's folder: export it with a data file beside it");
  }

  /** A clone without git-lfs has small text files in place of the large ones. */
  private static void requireContent(Path file, String name) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(LFS_POINTER.length());
    }
    if (new String(start, StandardCharsets.US_ASCII).equals(LFS_POINTER)) {
      throw new InvalidFileException(
          "%s is a Git LFS pointer (%d bytes), not the file itself; run \"git lfs pull\""
              .formatted(name, Files.size(file)));
    }
  }

  /** Bytes of all files together. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  /** SHA-256 of {@code file}, read piece by piece. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = Sha256.start();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return Sha256.hex(digest);
  }

  /** Size, time and identity of each file: another mark means other content. */
  String mark() throws IOException {
    StringBuilder mark = new StringBuilder();
    for (Path file : files()) {
      Map<String, Object> attributes = Files.readAttributes(file, "size,lastModifiedTime,fileKey");
      mark.append(attributes.get("size"))
          .append(' ')
          .append(attributes.get("lastModifiedTime"))
          .append(' ')
          .append(attributes.get("fileKey"))
          .append('\n');
    }
    return mark.toString();
  }

  /** The same files below {@code target}, an empty folder. */
  GraphFiles copyTo(Path target) throws IOException {
    for (Path file : files()) {
      Path copy = in(target, file);
      Files.createDirectories(copy.resolveSibling("."));
      Files.copy(file, copy);
    }
    SortedMap<String, Path> copies = new TreeMap<>(data);
    copies.replaceAll((location, file) -> in(target, file));
    return new GraphFiles(target, in(target, graph), copies);
  }

  private Path in(Path target, Path file) {
    return target.resolve(folder.relativize(file).toString());
  }

  private Iterable<Path> files() {
    return Stream.concat(Stream.of(graph), data.values().stream()).distinct().toList();
  }
}
