package dev.serin.training.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.serin.training.report.Answers;
import dev.serin.training.report.PaintedImages;
import dev.serin.training.report.SyntheticAnswers;
import dev.serin.training.report.stats.PairedDifference;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  @TempDir private Path runs = Path.of("");

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  @Test
  void all_runsOfEachKind_newestFirst() throws IOException {
    RunFolders.trained(runs, "fruit-1.5-20260101T101500Z", 0, 0.1);
    RunFolders.trained(runs, "fruit-1.5-20260103T101500Z", 4, 0.1);
    RunFolders.trained(runs, "fruit-1.5-20260102T101500Z", 5, 0.1);
    RunFolders.reported(RunFolders.trained(runs, "by-hand", 5, 0.1), i -> i % 4 != 0);
    Files.createDirectories(runs.resolve("no-run"));
    List<RunSummary> all = RunSummary.all(runs);
    assertThat(all)
        .extracting(RunSummary::state)
        .containsExactly(
            RunSummary.State.PARTIAL,
            RunSummary.State.TRAINED,
            RunSummary.State.EMPTY,
            RunSummary.State.REPORTED);
    RunSummary partial = all.get(0);
    assertThat(partial)
        .isEqualTo(
            new RunSummary(
                "fruit-1.5-20260103T101500Z",
                "2026-01-03 10:15",
                "fruit",
                "1.5",
                RunSummary.State.PARTIAL,
                4,
                5,
                3,
                0.5,
                0.83,
                null,
                102.5));
    assertThat(all.get(3).testAccuracy()).isEqualTo(0.75);
    assertThat(all.get(3).date()).isNull();
    assertThat(RunSummary.all(runs.resolve("nowhere"))).isEmpty();
  }

  @Test
  void epochs_lineThatWasCutOff_isNoEpoch() throws IOException {
    Path run = RunFolders.trained(runs, "a", 3, 0.1);
    Path csv = run.resolve("metrics.csv");
    Files.writeString(csv, Files.readString(csv) + "4,10.5,1");
    assertThat(RunSummary.of(run).epochs()).isEqualTo(3);
  }

  @Test
  void of_noRunFolder_isRefused() {
    assertThatThrownBy(() -> RunSummary.of(runs))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("no config.yaml");
  }

  @Test
  void compare_twoRuns_settingsFiguresAndPairedDifference() throws IOException {
    Path a = RunFolders.trained(runs, "a", 5, 0.1);
    Path b = RunFolders.trained(runs, "b", 5, 0.2);
    RunFolders.reported(a, i -> i % 4 != 0);
    RunFolders.reported(b, i -> i % 8 != 0 && i % 50 != 1);
    RunComparison comparison = RunComparison.of(List.of(a, b));
    assertThat(comparison.settings())
        .containsOnlyKeys("training.learning-rate.peak")
        .containsEntry("training.learning-rate.peak", List.of("0.1", "0.2"));
    assertThat(comparison.metrics().get("test_accuracy")).containsExactly(0.75, 171 / 200.0);
    RunComparison.Difference difference = comparison.differences().get(0);
    assertThat(difference).isNotNull();
    PairedDifference paired = difference.paired();
    // Of the fifty that a gets wrong b gets 25; four others only a gets.
    assertThat(paired.images()).isEqualTo(200);
    assertThat(paired.onlySecond()).isEqualTo(25);
    assertThat(paired.onlyFirst()).isEqualTo(4);
    assertThat(paired.difference()).isCloseTo(0.105, within(1e-12));
    assertThat(paired.low()).isPositive();
    assertThat(paired.p()).isLessThan(0.001);
  }

  @Test
  void compare_withoutAnswers_saysNothingOfADifference() throws IOException {
    Path a = RunFolders.reported(RunFolders.trained(runs, "a", 5, 0.1), i -> true);
    Path b = RunFolders.trained(runs, "b", 5, 0.1);
    RunComparison comparison = RunComparison.of(List.of(a, b));
    assertThat(comparison.differences()).containsExactly((RunComparison.Difference) null);
    assertThat(comparison.settings()).isEmpty();
    assertThat(comparison.metrics().get("test_accuracy")).containsExactly(1.0, null);
  }

  @Test
  void answers_awkwardNames_comeBack() throws IOException {
    PaintedImages images =
        new PaintedImages(4, i -> i % 2, i -> "a,\"b\"\n" + i + ".png", i -> 4, i -> 0);
    Answers answers = SyntheticAnswers.of(List.of("yes, sir", "no"), images, i -> i < 3);
    AnswersFile.write(runs.resolve(AnswersFile.FILE_NAME), answers, 1);
    AnswersFile read = AnswersFile.read(runs).orElseThrow();
    assertThat(read.size()).isEqualTo(4);
    assertThat(read.compare(read).orElseThrow()).isEqualTo(PairedDifference.of(3, 0, 0, 1));
    assertThat(Files.readString(runs.resolve(AnswersFile.FILE_NAME)))
        .startsWith("image,digest,label,answer,probability\n\"a,\"\"b\"\"\n0.png\",")
        .contains(",\"yes, sir\",\"yes, sir\",0.98");
  }
}
