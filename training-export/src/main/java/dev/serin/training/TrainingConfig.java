package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.data.Augmentation;
import dev.serin.training.data.DataConfig;
import dev.serin.training.net.NetworkConfig;
import dev.serin.worker.image.InputSpec;
import java.util.regex.Pattern;

/**
 * A training configuration, {@code config/training/*.yaml}: one model version, start to end.
 *
 * @param model name of the model
 * @param version name of the version
 * @param data where the images come from
 * @param input how an image becomes the network's input; goes into the manifest as it is
 * @param network what is trained
 * @param training how
 * @param augment how training images are varied
 * @param export what the exported graph must prove
 */
record TrainingConfig(
    @JsonProperty(value = "model", required = true) String model,
    @JsonProperty(value = "version", required = true) String version,
    @JsonProperty(value = "data", required = true) DataConfig data,
    @JsonProperty(value = "input", required = true) InputSpec input,
    @JsonProperty(value = "network", required = true) NetworkConfig network,
    @JsonProperty(value = "training", required = true) TrainingSettings training,
    @JsonProperty(value = "augment", required = true) Augmentation augment,
    @JsonProperty(value = "export", required = true) ExportSettings export) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  TrainingConfig {
    checkName("model", model);
    checkName("version", version);
    if (input.layout() != InputSpec.Layout.NCHW || input.type() != InputSpec.ElementType.FLOAT32) {
      throw new IllegalArgumentException("input must be NCHW and float32 for these networks");
    }
  }

  private static void checkName(String key, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          key + " must be lower-case letters, digits, '.', '_' and '-', not '" + name + "'");
    }
  }
}
