package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code data} section of a training configuration; it has either {@code idx} or {@code
 * photos}.
 *
 * @param idx grey images in files of the MNIST family
 * @param photos labelled photos of one's own
 * @param licence terms of the data, for the manifest
 */
public record DataConfig(
    @JsonProperty("idx") @Nullable IdxConfig idx,
    @JsonProperty("photos") @Nullable PhotosConfig photos,
    @JsonProperty(value = "licence", required = true) String licence) {

  public DataConfig {
    if ((idx == null) == (photos == null)) {
      throw new IllegalArgumentException(
          "data must have either photos, or idx for files of the MNIST family"
              + (idx == null ? "" : ", not both"));
    }
  }
}
