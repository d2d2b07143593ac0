package dev.serin.training.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TuneConfigTest {
  private static final String TUNE =
      """
      config: base.yaml
      seed: 1
      metric: loss
      trials: %d
      eta: %d
      epochs: {min: %d, max: %d}
      parameters:
        a.b: {uniform: [0, 1]}
      """;

  private final Path folder;

  TuneConfigTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "81 | 3 | 1 | 81 | 81x1 27x3 9x9 3x27 1x81",
        "27 | 3 | 1 | 9 | 27x1 9x3 3x9",
        "8 | 2 | 1 | 5 | 8x1 4x2 2x4 1x5",
        "4 | 3 | 2 | 100 | 4x2 1x100",
        "5 | 2 | 3 | 3 | 5x3",
        "1 | 2 | 1 | 7 | 1x7"
      })
  void of_counts_areThoseOfTheHalving(int trials, int eta, int min, int max, String rungs)
      throws IOException {
    TuneConfig config = read(TUNE.formatted(trials, eta, min, max));

    assertThat(Rung.of(config))
        .extracting(r -> r.trials() + "x" + r.epochs())
        .containsExactly(rungs.strip().split(" "));
    assertThat(Rung.budget(Rung.of(config))).isLessThanOrEqualTo((long) trials * max);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trials: 9 | trials: 0 | trials must be 1 to 10000, not 0",
        "eta: 3 | eta: 1 | eta must be 2 to 10, not 1",
        "max: 9 | max: 0 | epochs must be 1 <= min <= max",
        "metric: loss | metric: f1 | metric",
        "a.b: | training.epochs: | training.epochs is not to be varied",
        "uniform: | unifrom: | line 8: a parameter has one of log-uniform, uniform",
        "uniform: [0, 1] | uniform: [1, 0] | uniform needs two numbers, the smaller first",
        "uniform: [0, 1] | log-uniform: [0, 1] | log-uniform needs ends above 0",
        "uniform: [0, 1] | integer: [0.5, 1] | integer needs whole numbers",
        "uniform: [0, 1] | choice: [] | choice needs at least one value",
        "'{uniform: [0, 1]}' | '{uniform: [0, 1], choice: [1]}' | has one of log-uniform",
        "seed: 1 | sede: 1 | line 2: unknown key 'sede'; did you mean 'seed'?"
      })
  void read_wrong_isRefused(String text, String by, String message) {
    String yaml = TUNE.formatted(9, 3, 1, 9);
    assertThat(yaml).contains(text);

    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> read(yaml.replace(text, by)))
        .withMessageContaining(message);
  }

  @Test
  void draw_logUniform_isEvenByTheLogarithm() throws JsonProcessingException {
    List<Double> values = draws("{log-uniform: [0.0001, 1]}");

    assertThat(values).allMatch(v -> v >= 0.0001 && v <= 1);
    for (int decade = 1; decade < 4; decade++) {
      double bound = 0.0001 * Math.pow(10, decade);
      long below = values.stream().filter(v -> v < bound).count();
      assertThat((double) below / values.size()).isCloseTo(decade / 4.0, within(0.03));
    }
  }

  @Test
  void draw_uniform_isEven() throws JsonProcessingException {
    List<Double> values = draws("{uniform: [-1, 3]}");

    assertThat(values).allMatch(v -> v >= -1 && v <= 3);
    assertThat(values.stream().mapToDouble(v -> v).average().orElse(9)).isCloseTo(1, within(0.06));
  }

  @Test
  void draw_integerAndChoice_giveEveryValue() throws JsonProcessingException {
    assertThat(draws("{integer: [2, 5]}"))
        .contains(2.0, 3.0, 4.0, 5.0)
        .allMatch(v -> v == Math.rint(v));
    assertThat(draws("{integer: [2, 5]}")).allMatch(v -> v >= 2 && v <= 5);
    assertThat(draws("{choice: [7, 9]}")).contains(7.0, 9.0).allMatch(v -> v == 7 || v == 9);
  }

  @Test
  void draw_moreTrials_beginWithTheSame() throws IOException {
    List<Candidate> few = Candidate.draw(read(TUNE.formatted(3, 3, 1, 9)));
    List<Candidate> many = Candidate.draw(read(TUNE.formatted(9, 3, 1, 9)));

    assertThat(many.subList(0, 3)).isEqualTo(few);
  }

  @Test
  void draw_fewerValuesThanTrials_isRefused() {
    assertThatExceptionOfType(TuneException.class)
        .isThrownBy(
            () ->
                Candidate.draw(
                    read(
                        TUNE.formatted(9, 3, 1, 9)
                            .replace("{uniform: [0, 1]}", "{choice: [a, b, c]}"))))
        .withMessageContaining("only 3 different values");
  }

  private static List<Double> draws(String range) throws JsonProcessingException {
    Range parsed = new YAMLMapper().readValue(range, Range.class);
    SplittableRandom random = new SplittableRandom(5);
    return IntStream.range(0, 4000).mapToObj(i -> parsed.draw(random).asDouble()).toList();
  }

  private TuneConfig read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("tune.yaml"), yaml);
    return new StrictYaml().read(file, TuneConfig.class);
  }
}
