package dev.serin.training.quantize;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code export.quantize} section of a training configuration.
 *
 * @param type of the numbers
 * @param calibration how many training images the ranges of the activations are taken from
 * @param accuracyDropAtMost how much top-1 accuracy may be lost on held-out images, as a fraction;
 *     0.01 unless said
 * @param weights how fine they are rounded; pairs unless said
 * @param activations unsigned unless said: what is fast on x86-64
 * @param range which values of an activation 8 bits stand for; min-max unless said
 */
public record QuantizeSettings(
    Type type,
    int calibration,
    double accuracyDropAtMost,
    Weights weights,
    Activations activations,
    RangeRule range) {

  /** What a network's numbers become. */
  public enum Type {
    @JsonProperty("int8")
    INT8
  }

  /** The type of the tensors between the layers. Weights are int8 always. */
  public enum Activations {
    @JsonProperty("uint8")
    UINT8(0),
    @JsonProperty("int8")
    INT8(-128);

    private final int least;

    Activations(int least) {
      this.least = least;
    }

    /** The least number of the type. */
    int least() {
      return least;
    }
  }

  /**
   * How weights are rounded to int8. On x86-64 without VNNI, ONNX Runtime adds two products of 8
   * bits in 16 before it adds in 32, and what does not fit is cut off (VPMADDUBSW).
   */
  public enum Weights {
    /**
     * To 8 bits, but so that no two weights that are added so can overflow: they add up to 128 at
     * most. Safe on every CPU with the kernels of ONNX Runtime.
     */
    @JsonProperty("pairs")
    PAIRS,
    /** To -64 to 64: safe wherever two products are added in 16 bits, in whatever order. */
    @JsonProperty("7-bit")
    SEVEN_BITS,
    /** To -127 to 127: finest, for x86-64 with VNNI and for ARM only. */
    @JsonProperty("8-bit")
    EIGHT_BITS
  }

  /** Which values of an activation are kept; what lies outside gets the nearest of them. */
  public enum RangeRule {
    /** All that were seen. */
    @JsonProperty("min-max")
    MIN_MAX,
    /** All but the outermost 0.01 % on each side. */
    @JsonProperty("percentile")
    PERCENTILE,
    /** Those that make the mean squared error of the tensor smallest. */
    @JsonProperty("mse")
    MSE
  }

  private static final int CALIBRATION_MAX = 100_000;

  public QuantizeSettings {
    if (calibration < 1 || calibration > CALIBRATION_MAX) {
      throw new IllegalArgumentException(
          "export.quantize.calibration must be 1 to 100000 images, not " + calibration);
    }
    if (!(accuracyDropAtMost >= 0 && accuracyDropAtMost <= 1)) {
      throw new IllegalArgumentException(
          "export.quantize.accuracy-drop-at-most must be a fraction, 0 to 1, not "
              + accuracyDropAtMost);
    }
  }

  /** What is right for most networks: 256 images, and one point of accuracy at most. */
  public static QuantizeSettings usual(Type type) {
    return of(type, 256, null, null, null, null);
  }

  @JsonCreator
  static QuantizeSettings of(
      @JsonProperty(value = "type", required = true) Type type,
      @JsonProperty(value = "calibration", required = true) int calibration,
      @JsonProperty("accuracy-drop-at-most") @Nullable Double accuracyDropAtMost,
      @JsonProperty("weights") @Nullable Weights weights,
      @JsonProperty("activations") @Nullable Activations activations,
      @JsonProperty("range") @Nullable RangeRule range) {
    return new QuantizeSettings(
        type,
        calibration,
        accuracyDropAtMost == null ? 0.01 : accuracyDropAtMost,
        weights == null ? Weights.PAIRS : weights,
        activations == null ? Activations.UINT8 : activations,
        range == null ? RangeRule.MIN_MAX : range);
  }
}
