package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the trained network gave for a few images: {@code golden.json} in the golden folder.
 *
 * @param tolerance largest absolute difference of a logit that is still the same network
 * @param reducedTolerance largest absolute difference of a logit between exact and reduced decode;
 *     null where the manifest does not allow reduced decode
 * @param images the images, files beside golden.json
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Golden(
    double tolerance,
    @JsonProperty("reduced-tolerance") @Nullable Double reducedTolerance,
    List<Image> images) {
  /** Name of the file within the golden folder. */
  public static final String FILE_NAME = "golden.json";

  /**
   * One image.
   *
   * @param file name within the golden folder
   * @param logits output of the graph, before any activation that Serin applies; null for a photo
   *     that is there only to compare reduced with exact decode
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(String file, @Nullable List<Float> logits) {
    public Image {
      logits = logits == null ? null : List.copyOf(logits);
    }

    @JsonCreator
    static Image of(
        @JsonProperty(value = "file", required = true) String file,
        @JsonProperty("logits") @Nullable List<Float> logits) {
      return new Image(file, logits);
    }
  }

  public Golden {
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("tolerance must be greater than 0, not " + tolerance);
    }
    if (reducedTolerance != null && !(reducedTolerance > 0)) {
      throw new IllegalArgumentException(
          "reduced-tolerance must be greater than 0, not " + reducedTolerance);
    }
    if (images.isEmpty()) {
      throw new IllegalArgumentException("images is empty");
    }
    images = List.copyOf(images);
  }

  /** For exact decode. */
  public Golden(double tolerance, List<Image> images) {
    this(tolerance, null, images);
  }

  @JsonCreator
  static Golden of(
      @JsonProperty(value = "tolerance", required = true) double tolerance,
      @JsonProperty("reduced-tolerance") @Nullable Double reducedTolerance,
      @JsonProperty(value = "images", required = true) List<Image> images) {
    return new Golden(tolerance, reducedTolerance, images);
  }
}
