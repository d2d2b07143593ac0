package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code augment} section of a training configuration: how a training image is varied each time
 * it is shown. Works on 8-bit pixels, before preprocessing, so that the serving code sees them
 * last; only {@code mixup} works on what the network reads. What is not named is not done.
 *
 * @param invertBackground probability, 0 to 1, that the image becomes its negative
 * @param flip probability, 0 to 1, that left and right change places
 * @param shift largest shift in each direction, 0 to 64 pixels; what moves in is black
 * @param rotate largest turn either way, 0 to 180 degrees; what turns in repeats the border
 * @param crop smallest share of the image's area that a random crop keeps, above 0 to 1
 * @param colour how far brightness, contrast and saturation change
 * @param cutout side of a grey square laid over the image, as a share of the shorter side, 0 to
 *     below 1
 * @param mixup alpha of the Beta distribution by which pairs of images are mixed, 0 to 10; 0 mixes
 *     none. After H. Zhang et al., "mixup: Beyond empirical risk minimization", 2017
 */
public record Augmentation(
    double invertBackground,
    double flip,
    int shift,
    double rotate,
    double crop,
    Colour colour,
    double cutout,
    double mixup) {

  /** Every image as it is. */
  public static final Augmentation NONE =
      new Augmentation(0, 0, 0, 0, 1, new Colour(0, 0, 0), 0, 0);

  private static final int SHIFT_MAX = 64;

  /**
   * How far colours change; each 0 to below 1, and each factor is drawn evenly from 1 - it to 1 +
   * it.
   *
   * @param brightness factor of every pixel
   * @param contrast factor of the distance from the image's mean grey
   * @param saturation factor of the distance from the pixel's own grey
   */
  public record Colour(double brightness, double contrast, double saturation) {
    public Colour {
      checkShare("augment.colour.brightness", brightness);
      checkShare("augment.colour.contrast", contrast);
      checkShare("augment.colour.saturation", saturation);
    }

    @JsonCreator
    static Colour of(
        @JsonProperty("brightness") @Nullable Double brightness,
        @JsonProperty("contrast") @Nullable Double contrast,
        @JsonProperty("saturation") @Nullable Double saturation) {
      return new Colour(orZero(brightness), orZero(contrast), orZero(saturation));
    }

    boolean changesNothing() {
      return brightness == 0 && contrast == 0 && saturation == 0;
    }
  }

  public Augmentation {
    checkProbability("augment.invert-background", invertBackground);
    checkProbability("augment.flip", flip);
    check(shift >= 0 && shift <= SHIFT_MAX, "augment.shift must be 0 to 64, not " + shift);
    check(rotate >= 0 && rotate <= 180, "augment.rotate must be 0 to 180 degrees, not " + rotate);
    check(crop > 0 && crop <= 1, "augment.crop must be above 0 and at most 1, not " + crop);
    checkShare("augment.cutout", cutout);
    check(mixup >= 0 && mixup <= 10, "augment.mixup must be 0 to 10, not " + mixup);
  }

  @JsonCreator
  static Augmentation of(
      @JsonProperty("invert-background") @Nullable Double invertBackground,
      @JsonProperty("flip") @Nullable Double flip,
      @JsonProperty("shift") @Nullable Integer shift,
      @JsonProperty("rotate") @Nullable Double rotate,
      @JsonProperty("crop") @Nullable Double crop,
      @JsonProperty("colour") @Nullable Colour colour,
      @JsonProperty("cutout") @Nullable Double cutout,
      @JsonProperty("mixup") @Nullable Double mixup) {
    return new Augmentation(
        orZero(invertBackground),
        orZero(flip),
        shift == null ? 0 : shift,
        orZero(rotate),
        crop == null ? 1 : crop,
        colour == null ? NONE.colour() : colour,
        orZero(cutout),
        orZero(mixup));
  }

  /** Whether images are shown as they are, but for mixing. */
  public boolean leavesPixels() {
    return List.of(invertBackground, flip, rotate, cutout).stream().allMatch(v -> v == 0)
        && shift == 0
        && crop == 1
        && colour.changesNothing();
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  private static void checkProbability(String key, double value) {
    check(value >= 0 && value <= 1, key + " must be 0 to 1, not " + value);
  }

  private static void checkShare(String key, double value) {
    check(value >= 0 && value < 1, key + " must be 0 to below 1, not " + value);
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
