package dev.serin.training.runs;

import dev.serin.training.report.Answers;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.MetricsFile;
import dev.serin.training.report.PaintedImages;
import dev.serin.training.report.SyntheticAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;

/** Run folders for tests. Needs OpenCV. */
public final class RunFolders {
  private RunFolders() {}

  /** A run of {@code epochs} epochs of five, the third of them the best. */
  public static Path trained(Path runs, String id, int epochs, double peak) throws IOException {
    Path run = Files.createDirectories(runs.resolve(id));
    Files.writeString(
        run.resolve("config.yaml"),
        "model: fruit\nversion: \"1.5\"\ntraining: {epochs: 5, learning-rate: {peak: "
            + peak
            + "}}\ndata: {labels: [a, b]}\n");
    Files.writeString(run.resolve("code.txt"), "0123abc\n");
    StringBuilder csv =
        new StringBuilder(
            "epoch,seconds,images_per_second,loss,validation_loss,validation_accuracy\n");
    for (int e = 1; e <= epochs; e++) {
      csv.append(e).append(",10.5,").append(100 + e).append(',').append(1.0 / e);
      csv.append(',').append(0.5 + 0.1 * Math.abs(e - 3)).append(",0.8").append(e).append('\n');
    }
    Files.writeString(run.resolve("metrics.csv"), csv);
    return run;
  }

  /** Measures the run, too. */
  public static Path reported(Path run, IntPredicate right) throws IOException {
    PaintedImages images = PaintedImages.of(200, 2);
    Answers test = SyntheticAnswers.of(List.of("a", "b"), images, right);
    Metrics metrics = Metrics.of(test, test, new int[] {100, 100}, List.of());
    MetricsFile.RunFacts facts =
        new MetricsFile.RunFacts("id", "fruit", "1.5", "2026-01-01", 7, "0123abc", null, "d");
    Files.write(
        run.resolve(MetricsFile.FILE_NAME), new MetricsFile(1, facts, null, metrics, null).json());
    Files.writeString(run.resolve("report.html"), "<!DOCTYPE html>");
    AnswersFile.write(run.resolve(AnswersFile.FILE_NAME), test, 1);
    return run;
  }
}
