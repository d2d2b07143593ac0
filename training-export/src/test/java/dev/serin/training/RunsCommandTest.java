package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.training.runs.RunFolders;
import dev.serin.worker.image.OpenCv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RunsCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  @TempDir private Path runs = Path.of("");

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  private int run(Object... arguments) {
    out.reset();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    CommandLine line =
        Main.commandLine(new Console(stream, false)).setErr(new PrintWriter(err, true));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return line.execute(texts);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private void twoRuns() throws IOException {
    RunFolders.reported(
        RunFolders.trained(runs, "fruit-1.5-20260101T101500Z", 5, 0.1), i -> i % 4 != 0);
    RunFolders.reported(
        RunFolders.trained(runs, "fruit-1.5-20260102T101500Z", 5, 0.2), i -> i % 8 != 0);
  }

  @Test
  void runs_list_asTableAndJson() throws IOException {
    twoRuns();
    RunFolders.trained(runs, "fruit-1.5-20260103T101500Z", 1, 0.2);
    assertThat(run("runs", runs)).isZero();
    assertThat(printed().lines().toList())
        .hasSize(4)
        .anyMatch(
            l ->
                l.matches(
                    "fruit-1.5-20260102T101500Z +fruit +1.5 +2026-01-02 10:15 +5/5"
                        + " +83.00 % \\(epoch 3\\) +87.50 % +103 +reported"))
        .anyMatch(l -> l.startsWith("fruit-1.5-20260103T101500Z") && l.endsWith("partial"));
    assertThat(run("runs", runs, "--json")).isZero();
    JsonNode json = new ObjectMapper().readTree(printed());
    assertThat(json.size()).isEqualTo(3);
    assertThat(json.at("/1/testAccuracy").asDouble()).isEqualTo(0.875);
    assertThat(run("runs", runs.resolve("none"))).isZero();
    assertThat(printed()).contains("There are no runs in");
  }

  @Test
  void compare_byName_tellsHowSureTheDifferenceIs() throws IOException {
    twoRuns();
    String first = "fruit-1.5-20260101T101500Z";
    String second = "fruit-1.5-20260102T101500Z";
    assertThat(run("runs", "compare", "--runs", runs, first, second)).isZero();
    assertThat(printed())
        .containsPattern("training.learning-rate.peak +0.1 +0.2")
        .containsPattern("test_accuracy +0.7500 +0.8750")
        .contains(second + ": +12.50 points of accuracy against " + first)
        .contains("only it is right on 25, only the other on 0 (McNemar, p = 0.0000)");
    assertThat(run("runs", "compare", runs.resolve(first), runs.resolve(second), "--json"))
        .isZero();
    assertThat(
            new ObjectMapper().readTree(printed()).at("/differences/0/paired/onlySecond").asInt())
        .isEqualTo(25);
  }

  @Test
  void compare_unknownRun_isToldByName() throws IOException {
    twoRuns();
    assertThat(run("runs", "compare", "--runs", runs, "a", "b")).isEqualTo(1);
    assertThat(err.toString()).contains("there is no run a");
    assertThat(run("runs", "compare", "--runs", runs, "a")).isEqualTo(2);
  }

  @Test
  void mlflow_writesAll() throws IOException {
    twoRuns();
    Path store = runs.resolve("mlruns");
    assertThat(run("runs", "mlflow", "--runs", runs, "--to", store)).isZero();
    assertThat(printed()).startsWith("2 runs written to " + store);
    assertThat(store).isDirectoryRecursivelyContaining("glob:**/params/training.epochs");
  }
}
