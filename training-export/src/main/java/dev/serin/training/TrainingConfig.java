package dev.serin.training;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.training.data.Augmentation;
import dev.serin.training.data.DataConfig;
import dev.serin.training.net.NetworkConfig;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.training.transfer.BackboneConfig;
import dev.serin.worker.image.InputSpec;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A training configuration, {@code config/training/*.yaml}: one model version, start to end.
 *
 * @param model name of the model
 * @param version name of the version
 * @param data where the images come from
 * @param input how an image becomes the network's input; goes into the manifest as it is
 * @param backbone pretrained network whose features are learnt from; null to learn from images
 * @param network what is trained
 * @param training how
 * @param augment how training images are varied
 * @param export what the exported graph must prove
 * @param report what the report cannot know by itself; null for nothing
 */
record TrainingConfig(
    @JsonProperty(value = "model", required = true) String model,
    @JsonProperty(value = "version", required = true) String version,
    @JsonProperty(value = "data", required = true) DataConfig data,
    @JsonProperty(value = "input", required = true) InputSpec input,
    @JsonProperty("backbone") @Nullable BackboneConfig backbone,
    @JsonProperty(value = "network", required = true) NetworkConfig network,
    @JsonProperty(value = "training", required = true) TrainingSettings training,
    @JsonProperty(value = "augment", required = true) Augmentation augment,
    @JsonProperty(value = "export", required = true) ExportSettings export,
    @JsonProperty("report") @Nullable ReportSettings report) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  TrainingConfig {
    checkName("model", model);
    checkName("version", version);
  }

  /**
   * The same in 8 bits, as {@code export.quantize} says, or as usual where that is not given.
   *
   * @param type null to leave all as it is
   */
  TrainingConfig quantized(QuantizeSettings.@Nullable Type type) {
    if (type == null || export.quantize() != null) {
      return this;
    }
    return new TrainingConfig(
        model,
        version,
        data,
        input,
        backbone,
        network,
        training,
        augment,
        export.quantized(QuantizeSettings.usual(type)),
        report);
  }

  private static void checkName(String key, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          key + " must be lower-case letters, digits, '.', '_' and '-', not '" + name + "'");
    }
  }
}
