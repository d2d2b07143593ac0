package dev.serin.training.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What MLflow's file store demands of its files, as its {@code file_store.py} and {@code
 * validation.py} have it.
 */
class MlflowStoreTest {
  private static final String ID = "fruit-1.5-20260101T101500Z";
  private static final long START = Instant.parse("2026-01-01T10:15:00Z").toEpochMilli();

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  private Path store() {
    return folder.resolve("mlruns");
  }

  private Path write() throws IOException {
    Path run = RunFolders.trained(folder.resolve("runs"), ID, 5, 0.1);
    RunFolders.reported(run, i -> i % 4 != 0);
    return new MlflowStore(store(), "me").write(run);
  }

  @Test
  void write_meta_hasWhatMlflowReads() throws IOException {
    Path run = write();
    JsonNode experiment = yaml(run.resolveSibling("meta.yaml"));
    Path parent = Objects.requireNonNull(run.getParent());
    String id = String.valueOf(parent.getFileName());
    assertThat(id).matches("\\d{1,18}");
    assertThat(experiment.path("experiment_id").isTextual()).isTrue();
    assertThat(experiment.path("experiment_id").asText()).isEqualTo(id);
    assertThat(experiment.path("name").asText()).isEqualTo("fruit");
    assertThat(experiment.path("lifecycle_stage").asText()).isEqualTo("active");
    assertThat(Path.of(URI.create(experiment.path("artifact_location").asText())))
        .isEqualTo(parent.toAbsolutePath());
    JsonNode meta = yaml(run.resolve("meta.yaml"));
    assertThat(meta.path("run_id").asText())
        .matches("[0-9a-f]{32}")
        .isEqualTo(String.valueOf(run.getFileName()))
        .isEqualTo(meta.path("run_uuid").asText());
    assertThat(meta.path("experiment_id").asText()).isEqualTo(id);
    assertThat(meta.path("run_name").asText()).isEqualTo(ID);
    assertThat(meta.path("status").asInt()).isEqualTo(3);
    assertThat(meta.path("source_type").asInt()).isEqualTo(4);
    assertThat(meta.path("start_time").asLong()).isEqualTo(START);
    assertThat(meta.path("end_time").asLong()).isEqualTo(START + 5 * 10_500);
    assertThat(meta.path("user_id").asText()).isEqualTo("me");
    assertThat(Path.of(URI.create(meta.path("artifact_uri").asText())))
        .isEqualTo(run.resolve("artifacts").toAbsolutePath());
    assertThat(run.resolve("artifacts/report.html")).isNotEmptyFile();
  }

  @Test
  void write_metrics_areLinesOfTimeValueAndStep() throws IOException {
    Path metrics = write().resolve("metrics");
    assertThat(Files.readAllLines(metrics.resolve("validation_loss")))
        .hasSize(5)
        .startsWith(START + 10_500 + " 0.7 1", START + 21_000 + " 0.6 2");
    assertThat(Files.readAllLines(metrics.resolve("test_accuracy")))
        .containsExactly(START + 52_500 + " 0.75 0");
    assertThat(metrics.resolve("epoch")).doesNotExist();
    for (Path file : files(metrics)) {
      assertThat(file.getFileName().toString()).matches("[\\w.\\- ]{1,250}");
      assertThat(Files.readAllLines(file))
          .allMatch(l -> l.matches("\\d+ -?\\d+(\\.\\d+)?(E-?\\d+)? \\d+"));
    }
  }

  @Test
  void write_parametersAndTags_areBareValues() throws IOException {
    Path run = write();
    assertThat(run.resolve("params/training.learning-rate.peak")).hasContent("0.1");
    assertThat(run.resolve("params/data.labels")).hasContent("a, b");
    assertThat(run.resolve("tags/mlflow.runName")).hasContent(ID);
    assertThat(run.resolve("tags/mlflow.source.git.commit")).hasContent("0123abc");
    for (Path file : files(run.resolve("params"))) {
      assertThat(Files.size(file)).isLessThanOrEqualTo(500);
    }
  }

  @Test
  void write_again_changesNothingAndTakesTheExperimentThatIsThere() throws IOException {
    Path own = Files.createDirectories(store().resolve("42"));
    Files.writeString(own.resolve("meta.yaml"), "experiment_id: '42'\nname: fruit\n");
    Path run = write();
    assertThat(run.getParent()).isEqualTo(own);
    List<String> before = Files.readAllLines(run.resolve("metrics/loss"));
    assertThat(write()).isEqualTo(run);
    assertThat(Files.readAllLines(run.resolve("metrics/loss"))).isEqualTo(before);
  }

  @Test
  void write_stoppedRun_isKilled() throws IOException {
    Path run = RunFolders.trained(folder.resolve("runs"), ID, 2, 0.1);
    Path written = new MlflowStore(store(), "me").write(run);
    assertThat(yaml(written.resolve("meta.yaml")).path("status").asInt()).isEqualTo(5);
  }

  private static JsonNode yaml(Path file) throws IOException {
    return new YAMLMapper().readTree(file.toFile());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
