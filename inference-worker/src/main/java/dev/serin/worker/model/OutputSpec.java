package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a graph's output means: the {@code output} section of a manifest.
 *
 * @param name name of the graph's output, [batch, classes] with any further dimensions of size 1
 * @param activation what Serin applies to it to get probabilities: softmax where the graph gives
 *     logits, none (unless said otherwise) where it gives probabilities
 * @param labels file with one label a line, in output order; labels.txt unless said
 */
public record OutputSpec(String name, Activation activation, String labels) {

  /** How far below 0 or above 1 rounding may put a probability. */
  private static final float ROUNDING = 1e-3f;

  /** What is left to do to get probabilities. */
  public enum Activation {
    @JsonProperty("none")
    NONE,
    @JsonProperty("softmax")
    SOFTMAX
  }

  @JsonCreator
  static OutputSpec of(
      @JsonProperty(value = "name", required = true) String name,
      @JsonProperty("activation") @Nullable Activation activation,
      @JsonProperty("labels") @Nullable String labels) {
    return new OutputSpec(
        name,
        activation == null ? Activation.NONE : activation,
        labels == null ? "labels.txt" : labels);
  }

  /** Whether {@code value} is a probability, but for rounding; NaN is none. */
  public static boolean isProbability(float value) {
    return value >= -ROUNDING && value <= 1 + ROUNDING;
  }

  /**
   * The probabilities that {@code outputs} of one image stand for: {@code exp(x[i]) / sum(exp(x))}
   * for softmax, less the largest first, so that nothing overflows.
   */
  public float[] probabilities(float[] outputs) {
    if (activation == Activation.NONE) {
      return outputs.clone();
    }
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : outputs) {
      largest = Math.max(largest, value);
    }
    double[] powers = new double[outputs.length];
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      powers[i] = Math.exp(outputs[i] - largest);
      sum += powers[i];
    }
    float[] probabilities = new float[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      probabilities[i] = (float) (powers[i] / sum);
    }
    return probabilities;
  }
}
