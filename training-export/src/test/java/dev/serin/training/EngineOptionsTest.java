package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serin.training.net.OptimiserConfig;
import dev.serin.training.net.Schedule;
import dev.serin.training.parallel.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EngineOptionsTest {
  private static final int CORES = 8;

  @Test
  void settings_nothingGiven_isOneWorkerHere() {
    assertThat(settings("", 3)).isEqualTo(EngineSettings.local(3));
    assertThat(options("").isGiven()).isFalse();
    assertThat(options("--workers 1").isGiven()).isTrue();
  }

  @Test
  void settings_parallel_hasAWorkerForAsManyThreadsAsThereAreCores() {
    assertThat(settings("--engine parallel", 1).workers()).isEqualTo(8);
    assertThat(settings("--engine parallel", 3).workers()).isEqualTo(2);
    assertThat(settings("--engine parallel", 8).workers()).isEqualTo(2);
    assertThat(settings("--engine parallel --workers 5", 3))
        .isEqualTo(new EngineSettings("parallel", 5, 3, 1, ""));
  }

  @Test
  void settings_spark_takesWhatIsGiven() {
    assertThat(settings("--engine=spark --workers=4 --master=spark://h:7077 --average-every=5", 2))
        .isEqualTo(new EngineSettings("spark", 4, 2, 5, "spark://h:7077"));
    assertThat(settings("--engine spark --workers 2 --master local[2]", 2).averageEvery())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--workers 2 | --workers is an option of --engine parallel and spark",
        "--master local[2] | --master is an option of --engine spark",
        "--average-every 5 | --average-every is an option of --engine spark",
        "--engine parallel --master local[2] | --master is an option of --engine spark",
        "--engine parallel --average-every 2 | parallel averages after each step",
        "--engine parallel --workers 17 | --workers 17 is more than training.batch, 16",
        "--engine parallel --workers 0 | workers must be 1 to 1024, not 0",
        "--engine spark --master local[2] | --engine spark needs --workers",
        "--engine spark --workers 2 | --engine spark needs --master",
        "--engine spark --workers 2 --master x --average-every 0 | average-every must be 1 to",
      })
  void settings_senseless_isNamed(String options, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings(options, 1))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "--engine parallel --workers 3",
    "--engine spark --workers 4 --master spark://h:7077 --average-every 5"
  })
  void text_ofSettings_readsBack(String options) {
    String text = EngineOptions.text(settings(options, 1));

    assertThat(text).isEqualTo(" " + options);
    assertThat(EngineOptions.text(EngineSettings.local(1))).isEmpty();
  }

  private static EngineSettings settings(String options, int threads) {
    return options(options)
        .settings(
            new TrainingSettings(
                1,
                16,
                Schedule.oneCycle(0.01, 0.5),
                7,
                threads,
                OptimiserConfig.ADAM,
                ClassWeights.NONE,
                null),
            CORES);
  }

  private static EngineOptions options(String options) {
    return CommandLine.populateCommand(
        new EngineOptions(), options.isEmpty() ? new String[0] : options.split(" ", -1));
  }
}
