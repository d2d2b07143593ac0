package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C and a kill, to a training that is a process of its own. */
@Timeout(120)
class StopIT {
  private static final String NETWORK = "{architecture: cnn, widths: [4], kernel: 5, dense: 8}";

  /** Far more than are waited for. */
  private static final int EPOCHS = 9_000;

  /** The line of a finished epoch; those on the way have one space there. */
  private static final String EPOCH_2 = "epoch 2/" + EPOCHS + "  ";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"local", "parallel"})
  void interrupt_inTheMiddle_keepsTheFinishedEpochsAndSaysHowToGoOn(String engine)
      throws IOException, InterruptedException {
    SyntheticTraining training = new SyntheticTraining(folder);
    Process process =
        start(training, engine.equals("local") ? List.of() : List.of("--engine", engine));
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String before = readTo(out, EPOCH_2);

      signal(process, "INT");

      String after = readTo(out, null);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(before + after).isEqualTo(TrainingRun.EXIT_STOPPED);
      Path run = training.onlyRun();
      int finished = RunFolder.open(run).epochs().size();
      assertThat(finished).isBetween(2, EPOCHS - 1);
      assertThat(RunFolder.open(run).checkpoint()).exists();
      assertThat(after)
          .contains("Stopped. The network after epoch " + finished + " is kept.")
          .contains("To go on: ./serin train --resume " + run)
          .contains("To make a version of it as it is: ./serin train --checkpoint " + run);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Power cuts and the kernel's killer say nothing before. */
  @Test
  void kill_inTheMiddle_keepsTheFinishedEpochs() throws IOException, InterruptedException {
    SyntheticTraining training = new SyntheticTraining(folder);
    Process process = start(training, List.of());
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      readTo(out, EPOCH_2);

      process.destroyForcibly();

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      RunFolder run = RunFolder.open(training.onlyRun());
      assertThat(run.epochs()).hasSizeGreaterThanOrEqualTo(2);
      assertThat(run.checkpoint()).exists();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(SyntheticTraining training, List<String> options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "dev.serin.training.Main",
                "train",
                training.config(EPOCHS, NETWORK, "{schedule: constant, peak: 0.001}").toString()));
    command.addAll(training.places());
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Not as an argument: ONNX Runtime 1.29.0 overflows its stack where the command line is long.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }

  private static void signal(Process process, String name)
      throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).as("SIG" + name).isZero();
  }

  /** What it says up to a line that has {@code part}; all where that is null. */
  private static String readTo(BufferedReader out, @Nullable String part) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      text.append(line).append('\n');
      if (part != null && line.contains(part)) {
        return text.toString();
      }
    }
    assertThat(part).as("it ended early: %s", text).isNull();
    return text.toString();
  }
}
