package dev.serin.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswersTest {
  private static final List<String> LABELS = SyntheticAnswers.labels(12);

  @BeforeAll
  static void load() {
    OpenCv.load();
  }

  @Test
  void of_wrongCounts_isRefused() {
    PaintedImages images = PaintedImages.of(2, 2);
    assertThatThrownBy(() -> new Answers(List.of("a", "b"), new int[2], new float[3], images))
        .hasMessageContaining("3 logits of 2 classes do not fit 2 labels of 2 images");
  }

  @Test
  void confidence_isTheSoftmaxOfTheAnswer() {
    Answers answers =
        new Answers(
            List.of("a", "b", "c"), new int[] {2}, new float[] {1, 3, 2}, PaintedImages.of(1, 3));
    assertThat(answers.predicted(0)).isEqualTo(1);
    assertThat(answers.right(0)).isFalse();
    double e = Math.E;
    assertThat(answers.confidence(0, 1)).isCloseTo(e * e / (1 + e + e * e), within(1e-9));
    assertThat(answers.confidence(0, 0.5))
        .isCloseTo(Math.pow(e, 4) / (1 + e * e + Math.pow(e, 4)), within(1e-9));
    assertThat(answers.among(0, 1)).isFalse();
    assertThat(answers.among(0, 2)).isTrue();
  }

  @Test
  void metrics_ofAnswers_agreeWithThem() {
    PaintedImages images = PaintedImages.of(240, 12);
    Answers test = SyntheticAnswers.of(LABELS, images, i -> i % 6 != 0);
    Metrics metrics = Metrics.of(test, null, new int[12], List.of());
    assertThat(metrics.accuracy().count()).isEqualTo(200);
    assertThat(metrics.temperature()).isNull();
    assertThat(metrics.calibrated()).isNull();
    assertThat(metrics.temperatureOrOne()).isEqualTo(1);
    assertThat(metrics.largestClass()).isEqualTo(20.0 / 240);
    assertThat(metrics.classes()).hasSize(12);
    // Classes 0 and 6 are always wrong: given as 1 and 7.
    assertThat(metrics.classes().get(0).recall().count()).isZero();
    assertThat(metrics.balancedAccuracy()).isCloseTo(10.0 / 12, within(1e-12));
    assertThat(metrics.mostConfused()).hasSize(2);
  }

  @Test
  void json_undefinedFigures_areNull(@TempDir Path folder) throws IOException {
    // Class 11 is neither seen nor given.
    Answers test = SyntheticAnswers.of(LABELS, PaintedImages.of(90, 10), i -> true);
    Metrics metrics = Metrics.of(test, test, new int[12], List.of());
    Path file = folder.resolve("m.json");
    Files.write(
        file,
        new MetricsFile(
                1,
                new MetricsFile.RunFacts("id", "m", "1", "2026-01-01", 1, "c", null, "d"),
                null,
                metrics,
                null)
            .json());
    assertThat(Files.readString(file)).doesNotContain("NaN").doesNotContain("Infinity");
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.at("/test/classes/11/f1").isNull()).isTrue();
    assertThat(json.at("/test/classes/11/recall/value").isNull()).isTrue();
    assertThat(json.at("/test/classes/9/f1").asDouble()).isEqualTo(1);
    assertThat(json.at("/test/accuracy/value").asDouble()).isEqualTo(1);
    assertThat(json.at("/run/id").asText()).isEqualTo("id");
  }

  @Test
  void flatYaml_nestedLists_becomeDottedNames(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, "a: {b: 1, c: [x, y]}\nd:\n- {e: 2}\n- {e: 3}\nf: []\ng:\n");
    assertThat(FlatYaml.read(file).toString())
        .isEqualTo("{a.b=1, a.c=x, y, d.0.e=2, d.1.e=3, f=, g=null}");
  }
}
