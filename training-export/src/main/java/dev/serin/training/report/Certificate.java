package dev.serin.training.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param comparison of the trained network and the model file on test images
 * @param trained score of DL4J on the test images
 * @param exported score of ONNX Runtime on the test images
 * @param trainedInverted score of DL4J on the negatives of the test images; null where the network
 *     is not meant to know negatives
 * @param exportedInverted the same of ONNX Runtime
 * @param libraries versions of what computed this
 */
public record Certificate(
    int format,
    String model,
    String version,
    String sha256,
    String data,
    Comparison comparison,
    Score trained,
    Score exported,
    @Nullable Score trainedInverted,
    @Nullable Score exportedInverted,
    Map<String, String> libraries) {

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
