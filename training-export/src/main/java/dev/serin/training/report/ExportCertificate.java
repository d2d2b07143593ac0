package dev.serin.training.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.serin.training.onnx.LayerDifference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written beside the ONNX file of a network that was trained elsewhere: that the file does
 * what the network does.
 *
 * @param format version of this format: 1
 * @param network SHA-256 of the network's file
 * @param sha256 SHA-256 of the ONNX file
 * @param images photos and noise that both were given
 * @param tolerance largest difference that is accepted, as a share of the range of a layer's output
 * @param layers how far each is apart, in the order of computation
 * @param quantization what 8 bits cost and brought; null where the file is in float32
 * @param libraries versions of what computed this
 */
public record ExportCertificate(
    int format,
    String network,
    String sha256,
    int images,
    double tolerance,
    List<LayerDifference> layers,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Quantization quantization,
    Map<String, String> libraries) {

  /** This certificate as JSON. */
  public byte[] json() throws IOException {
    return new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .writeValueAsBytes(this);
  }
}
