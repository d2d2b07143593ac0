package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where a version comes from: the {@code origin} section of a manifest. For people, but for {@code
 * accuracy}, which is shown beside the version.
 *
 * @param trained id of the training run
 * @param framework what trained it, with its version
 * @param data digest of the training data, {@code sha256:<64 hex>}
 * @param code commit of the code that trained it
 * @param accuracy fraction from 0 to 1 of the official test images that the exported graph, run by
 *     ONNX Runtime behind the serving preprocessing, gets right
 * @param licence terms of the data and the model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Origin(
    @Nullable String trained,
    @Nullable String framework,
    @Nullable String data,
    @Nullable String code,
    @Nullable Double accuracy,
    @Nullable String licence) {

  @JsonCreator
  public Origin(
      @JsonProperty("trained") @Nullable String trained,
      @JsonProperty("framework") @Nullable String framework,
      @JsonProperty("data") @Nullable String data,
      @JsonProperty("code") @Nullable String code,
      @JsonProperty("accuracy") @Nullable Double accuracy,
      @JsonProperty("licence") @Nullable String licence) {
    if (accuracy != null && !(accuracy >= 0 && accuracy <= 1)) {
      throw new IllegalArgumentException(
          "origin.accuracy is a fraction from 0 to 1, not " + accuracy);
    }
    this.trained = trained;
    this.framework = framework;
    this.data = data;
    this.code = code;
    this.accuracy = accuracy;
    this.licence = licence;
  }
}
