package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.quantize.QuantizeSettings;
import org.jspecify.annotations.Nullable;

/**
 * The {@code export} section of a training configuration.
 *
 * @param tolerance largest difference of a logit that DL4J and ONNX Runtime may have
 * @param images how many test images the two are compared on
 * @param golden how many images are kept with the version, with their logits
 * @param samples how many sample images, one a class at most, are put beside the versions of the
 *     model, unless there are some
 * @param temperature what becomes of the temperature that the validation images ask for
 * @param quantize how the proven graph's numbers become 8-bit integers; null to leave them
 */
record ExportSettings(
    @JsonProperty(value = "tolerance", required = true) double tolerance,
    @JsonProperty(value = "images", required = true) int images,
    @JsonProperty(value = "golden", required = true) int golden,
    @JsonProperty(value = "samples", required = true) int samples,
    @JsonProperty("temperature") @Nullable Scaling temperature,
    @JsonProperty("quantize") @Nullable QuantizeSettings quantize) {

  /** Temperature scaling: C. Guo et al., "On calibration of modern neural networks", 2017. */
  enum Scaling {
    /** Only the report tells it. */
    @JsonProperty("report")
    REPORT,
    /** The graph's logits are divided by it, so that served probabilities mean what they say. */
    @JsonProperty("fold")
    FOLD
  }

  ExportSettings {
    if (!(tolerance > 0 && tolerance <= 0.1)) {
      throw new IllegalArgumentException(
          "export.tolerance must be above 0 and at most 0.1, not " + tolerance);
    }
    if (images < 1) {
      throw new IllegalArgumentException("export.images must be at least 1, not " + images);
    }
    if (samples < 0 || samples > 100) {
      throw new IllegalArgumentException("export.samples must be 0 to 100, not " + samples);
    }
    if (golden < 1 || golden > 100) {
      throw new IllegalArgumentException("export.golden must be 1 to 100, not " + golden);
    }
  }

  ExportSettings quantized(QuantizeSettings settings) {
    return new ExportSettings(tolerance, images, golden, samples, temperature, settings);
  }
}
