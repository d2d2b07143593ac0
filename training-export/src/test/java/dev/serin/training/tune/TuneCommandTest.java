package dev.serin.training.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TuneCommandTest {
  private final Path folder;
  private final List<String> lines = new ArrayList<>();
  private final FakeTrial fake = new FakeTrial();
  private final List<Exception> failures = new ArrayList<>();

  TuneCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Files.writeString(
        folder.resolve("base.yaml"),
        "network: {dropout: 0}\ntraining: {epochs: 1, learning-rate: {peak: 1}}\n");
    Files.writeString(
        folder.resolve("rates.yaml"),
        """
        config: base.yaml
        seed: 3
        metric: accuracy
        trials: 4
        eta: 2
        epochs: {min: 1, max: 4}
        parameters:
          training.learning-rate.peak: {log-uniform: [0.0001, 1]}
        """);
  }

  @Test
  void tune_wholeSearch_printsTheTableAndTheBest() {
    assertThat(tune(folder.resolve("rates.yaml").toString())).isZero();

    Path search = folder.resolve("out/rates-20260102T030405Z");
    assertThat(search.resolve("results.csv")).content().hasLineCount(1 + 4 + 2 + 1);
    assertThat(lines)
        .hasSize(2 + 7 + 2)
        .anyMatch(l -> l.startsWith("   2 ") && l.contains("training.learning-rate.peak="));
    assertThat(lines.get(10)).isEqualTo("To train it: train " + search.resolve("best.yaml"));
    assertThat(fake.closed).isTrue();
  }

  @Test
  void tune_stoppedAndResumed_givesTheCodeOfCtrlCAndThenTheEnd() {
    fake.stopAtCall = 3;
    assertThat(tune(folder.resolve("rates.yaml").toString())).isEqualTo(130);
    fake.stopAtCall = Integer.MAX_VALUE;

    assertThat(tune("--resume", folder.resolve("out/rates-20260102T030405Z").toString())).isZero();

    assertThat(fake.trained).isEqualTo(4 + 2 + 2);
  }

  @Test
  void tune_wrongArguments_areOneSentence() {
    assertThat(tune()).isEqualTo(1);
    assertThat(tune("a.yaml", "--resume", "b")).isEqualTo(1);
    assertThat(tune("--resume", folder.toString())).isEqualTo(1);

    assertThat(failures)
        .extracting(Exception::getMessage)
        .containsExactly(
            "tune needs a CONFIG, or --resume and the folder of a search",
            "tune needs a CONFIG, or --resume and the folder of a search",
            folder + " is no folder of a search: it has no results.csv");
  }

  @Test
  void tune_baseMissing_isNamed() throws IOException {
    Files.delete(folder.resolve("base.yaml"));

    assertThat(tune(folder.resolve("rates.yaml").toString())).isEqualTo(1);
    assertThat(failures.get(0)).hasMessageContaining("there is no file " + folder + "/base.yaml");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  private int tune(String... arguments) {
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--out", folder.resolve("out").toString()));
    return new CommandLine(new TuneCommand(lines::add, () -> fake, clock, () -> 0L))
        .setExecutionExceptionHandler(
            (e, line, result) -> {
              failures.add(e);
              return 1;
            })
        .execute(all.toArray(String[]::new));
  }
}
