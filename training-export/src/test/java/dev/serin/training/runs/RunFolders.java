package dev.serin.training.runs;

import dev.serin.training.report.Answers;
import dev.serin.training.report.PaintedImages;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.SyntheticAnswers;
import dev.serin.training.report.html.HtmlReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
    ReportInput input =
        new ReportInput(
            new ReportInput.Run("id", "fruit", "1.5", Instant.EPOCH, 7, "0123abc", null),
            new ReportInput.Data(images, images, "d", null),
            List.of(),
            test,
            test,
            List.of(),
            null,
            null,
            Map.of(),
            Map.of(),
            null,
            ReportInput.Card.EMPTY);
    new HtmlReport().write(run.resolve("report.html"), input);
    AnswersFile.write(run.resolve(AnswersFile.FILE_NAME), test, 1);
    return run;
  }
}
