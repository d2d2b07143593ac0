package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What the trained network gave for a few images: {@code golden.json} in the golden folder.
 *
 * @param tolerance largest absolute difference of a logit that is still the same network
 * @param images the images, files beside golden.json
 */
public record Golden(double tolerance, List<Image> images) {
  /** Name of the file within the golden folder. */
  public static final String FILE_NAME = "golden.json";

  /**
   * One image.
   *
   * @param file name within the golden folder
   * @param logits output of the graph, before any activation that Serin applies
   */
  public record Image(String file, List<Float> logits) {
    public Image {
      logits = List.copyOf(logits);
    }

    @JsonCreator
    static Image of(
        @JsonProperty(value = "file", required = true) String file,
        @JsonProperty(value = "logits", required = true) List<Float> logits) {
      return new Image(file, logits);
    }
  }

  public Golden {
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("tolerance must be greater than 0, not " + tolerance);
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("images is empty");
    }
    images = List.copyOf(images);
  }

  @JsonCreator
  static Golden of(
      @JsonProperty(value = "tolerance", required = true) double tolerance,
      @JsonProperty(value = "images", required = true) List<Image> images) {
    return new Golden(tolerance, images);
  }
}
