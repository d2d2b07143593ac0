package dev.serin.training.report;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.ImageSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a report is made of. What is null or empty is left out of it.
 *
 * @param run which training this was
 * @param data what it was trained and measured on
 * @param epochs in order
 * @param test answers of the exported network for the test images
 * @param validation its answers for the validation images, to fit a temperature on
 * @param slices of the test images, beside those that the report finds itself
 * @param latency of the exported network
 * @param certificate the proof that the export equals what was trained
 * @param settings of the training, by dotted name; see {@link FlatYaml}
 * @param augmentation how training images were varied
 * @param card what only people know
 */
public record ReportInput(
    Run run,
    Data data,
    List<EpochPoint> epochs,
    Answers test,
    @Nullable Answers validation,
    List<NamedSlice> slices,
    @Nullable Latency latency,
    @Nullable Certificate certificate,
    Map<String, String> settings,
    @Nullable Augmentation augmentation,
    Card card) {

  public ReportInput {
    epochs = List.copyOf(epochs);
    slices = List.copyOf(slices);
  }

  /**
   * @param id name of the run folder
   * @param model name of the model
   * @param version name of the version
   * @param date when the training began
   * @param seed of everything that was drawn
   * @param commit of the code
   * @param network such as {@code residual, 75,434 parameters}; null where it is not told
   */
  public record Run(
      String id,
      String model,
      String version,
      Instant date,
      long seed,
      String commit,
      @Nullable String network) {}

  /**
   * @param train images trained on
   * @param validation images that followed the training
   * @param digest SHA-256 of the data set
   * @param licence of the data; null where it is not told
   */
  public record Data(
      ImageSet train, ImageSet validation, String digest, @Nullable String licence) {}

  /**
   * The {@code report.card} section of a training configuration.
   *
   * @param description what the model is for, in a sentence or two
   * @param intendedUse what it should be used for, and by whom
   * @param limits what it should not be used for, and what is known to go wrong
   */
  public record Card(
      @Nullable String description, @Nullable String intendedUse, @Nullable String limits) {

    /** Nothing was written. */
    public static final Card EMPTY = new Card(null, null, null);
  }
}
