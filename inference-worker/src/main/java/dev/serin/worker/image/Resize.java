package dev.serin.worker.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How an image is brought to size before the crop. The filter is part of the contract of a model:
 * another one changes the best label of several photos in a hundred.
 *
 * @param to the rule
 * @param size pixels of the shorter side for {@link Rule#SHORTER_SIDE}; not used by {@link
 *     Rule#EXACT}
 * @param filter the filter of OpenCV's {@code resize}: the one that the model was trained with; of
 *     these, {@link Filter#AREA} is closest to what models from elsewhere were trained with
 */
public record Resize(Rule to, int size, Filter filter) {
  private static final int SIZE_MAX = 8192;

  /** Which size is aimed at. */
  public enum Rule {
    /** Stretches to height x width of the input. */
    @JsonProperty("exact")
    EXACT,
    /**
     * Keeps the aspect ratio: the shorter side gets {@code size}, the longer one is rounded down.
     */
    @JsonProperty("shorter-side")
    SHORTER_SIDE
  }

  /** Filters, each by the name of OpenCV's {@code INTER_...} constant. */
  public enum Filter {
    /** Averages all pixels that become one. */
    @JsonProperty("area")
    AREA,
    /** Between the four nearest pixels: where it reduces a lot it skips the others. */
    @JsonProperty("linear")
    LINEAR,
    @JsonProperty("cubic")
    CUBIC
  }

  public Resize {
    if (to == Rule.SHORTER_SIDE && (size < 1 || size > SIZE_MAX)) {
      throw new IllegalArgumentException("input.resize.size must be 1 to 8192, not " + size);
    }
  }

  @JsonCreator
  static Resize of(
      @JsonProperty(value = "to", required = true) Rule to,
      @JsonProperty("size") @Nullable Integer size,
      @JsonProperty(value = "filter", required = true) Filter filter) {
    return new Resize(to, size == null ? 0 : size, filter);
  }
}
