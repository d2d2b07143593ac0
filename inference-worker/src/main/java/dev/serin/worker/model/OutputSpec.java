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
}
