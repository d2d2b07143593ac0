package dev.serin.training.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchTest {
  private static final String TUNE =
      """
      config: base.yaml
      seed: 1
      metric: loss
      trials: 27
      eta: 3
      epochs: {min: 1, max: 9}
      parameters:
        training.learning-rate.peak: {log-uniform: [0.00001, 10]}
        network.dropout: {uniform: [0.0, 0.9]}
        network.widths: {choice: [[8, 16], [16, 32]]}
        training.batch: {integer: [16, 64]}
      """;

  private final Path temp;
  private final List<String> lines = new ArrayList<>();
  private final FakeTrial fake = new FakeTrial();

  SearchTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @BeforeEach
  void writeBase() throws IOException {
    Files.writeString(
        temp.resolve("base.yaml"),
        """
        model: m
        version: "1"
        network: {architecture: cnn, widths: [1]}
        training:
          epochs: 3
          batch: 1
          learning-rate: {peak: 1.0, warm-up: 0.2}
        """);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void run_knownOptimum_comesNearIt(int seed) throws IOException {
    SearchFolder folder = folder(TUNE.replace("seed: 1", "seed: " + seed));

    assertThat(search(folder, fake).run()).isTrue();

    JsonNode best = new StrictYaml().read(folder.path().resolve("best.yaml"), JsonNode.class);
    // Of 27 even draws from six decades, the nearest is hardly ever a factor of ten away.
    assertThat(best.at("/training/learning-rate/peak").asDouble()).isBetween(0.001, 0.1);
    assertThat(FakeTrial.loss(best, 9) - 1 / 9.0).isLessThan(0.4);
  }

  @Test
  void run_everyRung_keepsTheBestThird() throws IOException {
    SearchFolder folder = folder(TUNE);
    search(folder, fake).run();

    List<Result> results = folder.measured();
    for (int rung = 0; rung < 2; rung++) {
      List<Integer> best =
          results.stream()
              .filter(only(rung))
              .sorted((a, b) -> Double.compare(a.outcome().loss(), b.outcome().loss()))
              .map(Result::trial)
              .toList();
      List<Integer> next = results.stream().filter(only(rung + 1)).map(Result::trial).toList();
      assertThat(next)
          .hasSize(best.size() / 3)
          .containsExactlyInAnyOrderElementsOf(best.subList(0, next.size()));
    }
    assertThat(results.stream().map(Result::epochs).distinct()).containsExactly(1, 3, 9);
  }

  @Test
  void run_accuracy_isMaximised() throws IOException {
    SearchFolder folder = folder(TUNE.replace("metric: loss", "metric: accuracy"));
    search(folder, fake).run();

    List<Result> results = folder.measured();
    double kept =
        results.stream().filter(only(2)).mapToDouble(r -> r.outcome().accuracy()).max().orElse(0);
    assertThat(results.stream().mapToDouble(r -> r.outcome().accuracy())).allMatch(a -> a <= kept);
  }

  @Test
  void run_budget_isWhatWasSaidAndFarLessThanAll() throws IOException {
    SearchFolder folder = folder(TUNE);
    search(folder, fake).run();

    // 27 trials of 1 epoch, 9 of 2 more, 3 of 6 more.
    assertThat(fake.trained).isEqualTo(27 + 9 * 2 + 3 * 6).isEqualTo(63);
    assertThat(lines.get(0)).contains("27 trials, 63 epochs in all");
    assertThat(fake.calls).isEqualTo(27 + 9 + 3);
  }

  @Test
  void run_configurations_haveTheirValuesAndTheWholeTrainingsEpochs() throws IOException {
    SearchFolder folder = folder(TUNE);
    search(folder, fake).run();

    assertThat(fake.checked).hasSize(27).doesNotHaveDuplicates();
    assertThat(fake.checked)
        .allSatisfy(
            c -> {
              assertThat(c.at("/training/epochs").asInt()).isEqualTo(9);
              assertThat(c.at("/training/batch").asInt()).isBetween(16, 64);
              assertThat(c.at("/training/learning-rate/warm-up").asDouble()).isEqualTo(0.2);
              assertThat(c.at("/network/widths")).hasSize(2);
              assertThat(c.at("/network/dropout").asDouble()).isBetween(0.0, 0.9);
            });
    for (int i = 0; i < 27; i++) {
      Path config = folder.path().resolve("trial-%03d/config.yaml".formatted(i + 1));
      assertThat(new StrictYaml().read(config, JsonNode.class)).isEqualTo(fake.checked.get(i));
    }
    assertThat(folder.path().resolve("best.yaml"))
        .content()
        .startsWith("# Best of 27 trials of serin tune, trial ")
        .contains("version: \"1\"\n");
  }

  @Test
  void run_stopped_goesOnWhereItWasAndEndsAlike() throws IOException {
    SearchFolder whole = folder(TUNE);
    search(whole, new FakeTrial()).run();

    for (int stop = 1; stop <= 39; stop += 19) {
      SearchFolder folder = folder(TUNE);
      FakeTrial first = new FakeTrial();
      first.stopAtCall = stop;
      lines.clear();
      assertThat(search(folder, first).run()).isFalse();
      assertThat(lines.get(lines.size() - 1)).contains("tune --resume " + folder.path());
      assertThat(folder.measured()).hasSize(stop - 1);
      assertThat(folder.path().resolve("best.yaml")).doesNotExist();

      FakeTrial second = new FakeTrial();
      second.epochs.putAll(first.epochs);
      assertThat(search(SearchFolder.open(folder.path()), second).run()).isTrue();

      assertThat(first.trained + second.trained).isEqualTo(63);
      assertThat(Files.readString(folder.path().resolve("results.csv")))
          .isEqualTo(Files.readString(whole.path().resolve("results.csv")));
      assertThat(Files.readString(folder.path().resolve("best.yaml")))
          .isEqualTo(Files.readString(whole.path().resolve("best.yaml")));
    }
  }

  @Test
  void run_trainingsThatDiverge_areTheWorstAndStopNothing() throws IOException {
    FakeTrial diverging =
        new FakeTrial() {
          @Override
          public Optional<Outcome> train(JsonNode config, Path folder, int until)
              throws IOException {
            if (config.at("/training/learning-rate/peak").asDouble() > 0.005) {
              throw new TrialException("the loss is no longer a number");
            }
            return super.train(config, folder, until);
          }
        };
    SearchFolder folder = folder(TUNE);

    assertThat(search(folder, diverging).run()).isTrue();

    List<Result> results = folder.measured();
    assertThat(results.stream().filter(Result::isFailed)).isNotEmpty().allMatch(only(0));
    assertThat(lines).anyMatch(l -> l.contains("NaN") && l.contains("no longer a number"));
    JsonNode best = new StrictYaml().read(folder.path().resolve("best.yaml"), JsonNode.class);
    assertThat(best.at("/training/learning-rate/peak").asDouble()).isLessThan(0.005);
  }

  @Test
  void run_lossIsNotANumber_countsAsDiverged() throws IOException {
    FakeTrial broken =
        new FakeTrial() {
          @Override
          Outcome outcome(JsonNode config, int until) {
            return new Outcome(Double.NaN, 0.1);
          }
        };
    SearchFolder folder = folder(TUNE);

    assertThatExceptionOfType(TuneException.class)
        .isThrownBy(() -> search(folder, broken).run())
        .withMessageContaining("no training of rung 0 came to anything");
    assertThat(folder.measured()).hasSize(27);
  }

  @Test
  void run_configurationThatCannotBeTrained_isRefusedBeforeAnyIs() throws IOException {
    FakeTrial strict =
        new FakeTrial() {
          @Override
          public void check(JsonNode config, Path folder) throws IOException {
            if (config.at("/network/widths/0").asInt() == 16) {
              throw new TrialException("network: line 4: too wide");
            }
          }
        };
    SearchFolder folder = folder(TUNE);

    assertThatExceptionOfType(TuneException.class)
        .isThrownBy(() -> search(folder, strict).run())
        .withMessageContaining("network.widths=[16,32]")
        .withMessageContaining("cannot be trained: network: line 4: too wide");
    assertThat(strict.calls).isZero();
  }

  @Test
  void run_pathWithoutAPlace_isNamed() throws IOException {
    SearchFolder folder = folder(TUNE.replace("training.batch", "trianing.batch"));

    assertThatExceptionOfType(TuneException.class)
        .isThrownBy(() -> search(folder, fake).run())
        .withMessageContaining("no 'trianing' in the training configuration for 'trianing.batch'");
  }

  @Test
  void open_halfALine_isNamed() throws IOException {
    SearchFolder folder = folder(TUNE);
    Files.writeString(folder.path().resolve("results.csv"), Result.HEADER + "\n0,1,1,0.0,0.5\n");

    assertThatExceptionOfType(TuneException.class)
        .isThrownBy(() -> search(folder, fake))
        .withMessageContaining("('0,1,1,0.0,0.5')");
  }

  private static java.util.function.Predicate<Result> only(int rung) {
    return r -> r.rung() == rung;
  }

  private Search search(SearchFolder folder, Trial trial) throws IOException {
    return new Search(folder, trial, lines::add, () -> 0L);
  }

  private SearchFolder folder(String tune) throws IOException {
    Path file = Files.writeString(temp.resolve("t.yaml"), tune);
    Path parent = Files.createTempDirectory(temp, "searches");
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    return SearchFolder.create(parent, file, clock);
  }
}
