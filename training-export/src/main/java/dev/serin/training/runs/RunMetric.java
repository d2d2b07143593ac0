package dev.serin.training.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A figure of a run.
 *
 * @param name short, of letters, digits and underscores
 * @param pointer its place in {@code metrics.json}, as RFC 6901 has it
 */
record RunMetric(String name, String pointer) {
  static final RunMetric TEST_ACCURACY = new RunMetric("test_accuracy", "/test/accuracy/value");

  /** What runs are compared by. */
  static final List<RunMetric> ALL =
      List.of(
          new RunMetric("test_images", "/test/accuracy/of"),
          TEST_ACCURACY,
          new RunMetric("test_accuracy_low", "/test/accuracy/low"),
          new RunMetric("test_accuracy_high", "/test/accuracy/high"),
          new RunMetric("test_top5", "/test/top5/value"),
          new RunMetric("test_mean_f1", "/test/macroF1"),
          new RunMetric("test_balanced_accuracy", "/test/balancedAccuracy"),
          new RunMetric("test_nll", "/test/calibration/nll"),
          new RunMetric("test_brier", "/test/calibration/brier"),
          new RunMetric("test_ece", "/test/calibration/ece"),
          new RunMetric("temperature", "/test/temperature"),
          new RunMetric("test_nll_calibrated", "/test/calibrated/nll"),
          new RunMetric("test_ece_calibrated", "/test/calibrated/ece"),
          new RunMetric("best_epoch", "/training/bestEpoch"),
          new RunMetric("best_validation_loss", "/training/bestValidationLoss"),
          new RunMetric("best_validation_accuracy", "/training/bestValidationAccuracy"),
          new RunMetric("training_images_per_second", "/training/imagesPerSecond"),
          new RunMetric("training_seconds", "/training/seconds"),
          new RunMetric("latency_p50_ms", "/latency/p50"),
          new RunMetric("latency_p99_ms", "/latency/p99"),
          new RunMetric("serving_images_per_second", "/latency/imagesPerSecond"));

  /** Its value; null where the run has none. */
  @Nullable Double of(JsonNode metrics) {
    JsonNode value = metrics.at(pointer);
    return value.isNumber() ? (Double) value.asDouble() : null;
  }
}
