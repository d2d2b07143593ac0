package dev.serin.training.runs;

import dev.serin.training.report.EpochPoint;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.html.HtmlReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what a finished run is read and compared by into its folder. */
public final class RunReport {
  /** Name of the report within a run folder. */
  public static final String FILE_NAME = "report.html";

  private RunReport() {}

  /** Writes {@code report.html}, {@code metrics.json} and {@code answers.csv}. */
  public static Metrics write(Path run, ReportInput input) throws IOException {
    Metrics metrics = new HtmlReport().write(run.resolve(FILE_NAME), input);
    AnswersFile.write(run.resolve(AnswersFile.FILE_NAME), input.test(), metrics.temperatureOrOne());
    return metrics;
  }

  /**
   * The epochs that {@code metrics.csv} of a run tells of. Its columns {@code accuracy} (of the
   * training images) and {@code learning_rate} may be missing.
   */
  public static List<EpochPoint> epochs(Path run) throws IOException {
    List<EpochPoint> epochs = new ArrayList<>();
    for (Map<String, String> line : RunSummary.epochs(run)) {
      epochs.add(
          new EpochPoint(
              (int) orNaN(RunSummary.number(line, "epoch")),
              orNaN(RunSummary.number(line, "loss")),
              RunSummary.number(line, "accuracy"),
              orNaN(RunSummary.number(line, "validation_loss")),
              orNaN(RunSummary.number(line, "validation_accuracy")),
              RunSummary.number(line, "learning_rate"),
              orNaN(RunSummary.number(line, "images_per_second")),
              orNaN(RunSummary.number(line, "seconds"))));
    }
    return epochs;
  }

  private static double orNaN(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }
}
