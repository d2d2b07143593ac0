package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The {@code export} section of a training configuration.
 *
 * @param tolerance largest difference of a logit that DL4J and ONNX Runtime may have
 * @param images how many test images the two are compared on
 * @param golden how many images are kept with the version, with their logits
 */
record ExportSettings(
    @JsonProperty(value = "tolerance", required = true) double tolerance,
    @JsonProperty(value = "images", required = true) int images,
    @JsonProperty(value = "golden", required = true) int golden) {

  ExportSettings {
    if (!(tolerance > 0 && tolerance <= 0.1)) {
      throw new IllegalArgumentException(
          "export.tolerance must be above 0 and at most 0.1, not " + tolerance);
    }
    if (images < 1) {
      throw new IllegalArgumentException("export.images must be at least 1, not " + images);
    }
    if (golden < 1 || golden > 100) {
      throw new IllegalArgumentException("export.golden must be 1 to 100, not " + golden);
    }
  }
}
