package dev.serin.training.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.serin.training.onnx.LayerDifference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code certificate.json} says: that this model file does what the trained network did.
 *
 * @param format version of this format: 1
 * @param model name of the model
 * @param version name of the version
 * @param sha256 SHA-256 of the model file
 * @param data SHA-256 of the data set
 * @param comparison of the trained network's logits and the exported graph's on test images
 * @param layers how far each layer of the two is apart, on test images and on noise, in the order
 *     of computation
 * @param trained score of DL4J on the test images
 * @param exported score of the model file in ONNX Runtime on the test images
 * @param trainedInverted score of DL4J on the negatives of the test images; null where the network
 *     is not meant to know negatives
 * @param exportedInverted the same of ONNX Runtime
 * @param quantization what 8 bits cost and brought; null where the model file is the exported graph
 *     itself
 * @param libraries versions of what computed this
 */
public record Certificate(
    int format,
    String model,
    String version,
    String sha256,
    String data,
    Comparison comparison,
    List<LayerDifference> layers,
    Score trained,
    Score exported,
    @Nullable Score trainedInverted,
    @Nullable Score exportedInverted,
    @Nullable Quantization quantization,
    Map<String, String> libraries) {

  public Certificate {
    // Certificates of before there was a proof by layers have none.
    layers = layers == null ? List.of() : List.copyOf(layers);
  }

  /** Name of the file within a version folder. */
  public static final String FILE_NAME = "certificate.json";

  /** This certificate as JSON. */
  public byte[] json() throws IOException {
    return new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsBytes(this);
  }

  /** The certificate in {@code file}. */
  public static Certificate read(Path file) throws IOException {
    return new ObjectMapper().readValue(file.toFile(), Certificate.class);
  }
}
