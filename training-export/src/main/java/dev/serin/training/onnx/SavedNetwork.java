package dev.serin.training.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;

/** A network that DL4J's ModelSerializer has written to a file, whoever trained it. */
public final class SavedNetwork {
  private final Model network;
  private final boolean normaliser;

  private SavedNetwork(Model network, boolean normaliser) {
    this.network = network;
    this.normaliser = normaliser;
  }

  /**
   * @throws ExportException where the file is no such network, or one that cannot be exported
   */
  public static SavedNetwork read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      JsonNode configuration = configuration(file, zip);
      Model network = restore(file, configuration);
      new OnnxExporter().check(network);
      return new SavedNetwork(network, zip.getEntry(ModelSerializer.NORMALIZER_BIN) != null);
    } catch (ZipException e) {
      throw new ExportException(
          file + " is no network that DL4J's ModelSerializer wrote: it is no zip file", e);
    }
  }

  private static JsonNode configuration(Path file, ZipFile zip) throws IOException {
    var entry = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
    if (entry == null) {
      throw new ExportException(
          file
              + " is no network that DL4J's ModelSerializer wrote: it has no "
              + ModelSerializer.CONFIGURATION_JSON);
    }
    try (InputStream json = zip.getInputStream(entry)) {
      return new ObjectMapper().readTree(json);
    }
  }

  /** DL4J writes both kinds of network under the same names. */
  private static Model restore(Path file, JsonNode configuration) throws IOException {
    try {
      return configuration.has("vertices")
          ? ModelSerializer.restoreComputationGraph(file.toFile(), false)
          : ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    } catch (RuntimeException e) {
      // DL4J throws what its parts throw: for a wrong count of parameters, an unknown class.
      throw new ExportException(
          "DL4J cannot read the network of " + file + ": " + e.getMessage(), e);
    }
  }

  /** Whether the file also holds what the network's inputs were normalised with. */
  public boolean hasNormaliser() {
    return normaliser;
  }

  /** How many parameters it has. */
  public long parameters() {
    return network.numParams();
  }

  /**
   * The network as an ONNX file.
   *
   * @param inputShape of one input, as {@link OnnxExporter#export}
   * @throws ExportException where the network does not read inputs of this shape
   */
  public byte[] export(long... inputShape) {
    return reading(inputShape, () -> new OnnxExporter().export(network, inputShape));
  }

  /** As {@link LayerProof#compare(Model, byte[], float[], int, long...)}. */
  public List<LayerDifference> compare(byte[] exported, float[] values, int n, long... inputShape) {
    return reading(inputShape, () -> LayerProof.compare(network, exported, values, n, inputShape));
  }

  /** Only when DL4J reads inputs does it find that they are of another shape. */
  private static <T> T reading(long[] inputShape, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ExportException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ExportException(
          "the network does not read inputs of the shape %s: %s"
              .formatted(Arrays.toString(inputShape), e.getMessage()),
          e);
    }
  }
}
