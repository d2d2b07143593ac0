package dev.serin.training.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code metrics.json} says, beside a report and for programs.
 *
 * @param format version of this format: 1
 * @param run which training it was
 * @param training how it went; null where no epoch is known
 * @param test what the answers for the test images are worth
 * @param latency of the exported network; null where it was not measured
 */
public record MetricsFile(
    int format,
    RunFacts run,
    @Nullable Training training,
    Metrics test,
    @Nullable LatencyFacts latency) {

  /** Name of the file. */
  public static final String FILE_NAME = "metrics.json";

  /**
   * @param date when the training began, ISO 8601
   */
  public record RunFacts(
      String id,
      String model,
      String version,
      String date,
      long seed,
      String commit,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String network,
      String data) {}

  /**
   * @param epochs that were finished
   * @param bestEpoch with the least validation loss
   * @param imagesPerSecond trained, mean of the epochs
   * @param seconds of all epochs
   */
  public record Training(
      int epochs,
      int bestEpoch,
      double bestValidationLoss,
      double bestValidationAccuracy,
      double imagesPerSecond,
      double seconds) {

    static @Nullable Training of(List<EpochPoint> epochs) {
      if (epochs.isEmpty()) {
        return null;
      }
      EpochPoint best =
          epochs.stream().min(Comparator.comparingDouble(EpochPoint::validationLoss)).orElseThrow();
      return new Training(
          epochs.size(),
          best.epoch(),
          best.validationLoss(),
          best.validationAccuracy(),
          epochs.stream().mapToDouble(EpochPoint::imagesPerSecond).average().orElse(Double.NaN),
          epochs.stream().mapToDouble(EpochPoint::seconds).sum());
    }
  }

  /** As in {@link Latency}, without the single runs. */
  public record LatencyFacts(
      double p50,
      double p90,
      double p99,
      int runs,
      int batch,
      double imagesPerSecond,
      String machine) {

    static @Nullable LatencyFacts of(@Nullable Latency l) {
      return l == null
          ? null
          : new LatencyFacts(
              l.p50(),
              l.p90(),
              l.p99(),
              l.millis().size(),
              l.batch(),
              l.imagesPerSecond(),
              l.machine());
    }
  }

  /** Of what a report is made of. */
  public static MetricsFile of(ReportInput input, Metrics metrics) {
    ReportInput.Run run = input.run();
    return new MetricsFile(
        1,
        new RunFacts(
            run.id(),
            run.model(),
            run.version(),
            run.date().toString(),
            run.seed(),
            run.commit(),
            run.network(),
            input.data().digest()),
        Training.of(input.epochs()),
        metrics,
        LatencyFacts.of(input.latency()));
  }

  public byte[] json() throws IOException {
    return Metrics.mapper().writeValueAsBytes(this);
  }
}
