package dev.serin.training.transfer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code backbone} section of a training configuration: a pretrained network whose features the
 * {@code network} section's layers are trained on.
 *
 * @param file the ONNX file
 * @param sha256 digest of the file, in lower-case hexadecimal; null to take any
 * @param cut the tensor that holds the features; null to find it
 * @param variants how many varied versions of each training image are learnt from beside the image
 *     as it is, 0 to 100; each costs a run of the backbone, once
 * @param cache folder that keeps features from run to run
 */
public record BackboneConfig(
    String file, @Nullable String sha256, @Nullable String cut, int variants, String cache) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int VARIANTS_MAX = 100;

  public BackboneConfig {
    if (file.isBlank()) {
      throw new IllegalArgumentException("backbone.file is empty");
    }
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "backbone.sha256 must be 64 lower-case hexadecimal digits");
    }
    if (variants < 0 || variants > VARIANTS_MAX) {
      throw new IllegalArgumentException("backbone.variants must be 0 to 100, not " + variants);
    }
  }

  @JsonCreator
  static BackboneConfig of(
      @JsonProperty(value = "file", required = true) String file,
      @JsonProperty("sha256") @Nullable String sha256,
      @JsonProperty("cut") @Nullable String cut,
      @JsonProperty("variants") @Nullable Integer variants,
      @JsonProperty("cache") @Nullable String cache) {
    return new BackboneConfig(
        file,
        sha256,
        cut,
        variants == null ? 0 : variants,
        cache == null ? "data/features" : cache);
  }
}
