package dev.serin.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemperatureTest {

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 1.7, 4})
  void fit_logitsOfAKnownTemperature_findsIt(double temperature) {
    Answers answers = SyntheticAnswers.calibratedBy(temperature, 20_000, 6, 21);
    assertThat(Temperature.fit(answers)).isCloseTo(temperature, within(0.04 * temperature));
  }

  @Test
  void fit_isTheLeastOfAll() {
    Answers answers = SyntheticAnswers.calibratedBy(2, 2_000, 6, 22);
    double best = Temperature.fit(answers);
    double least = Temperature.nll(answers, best);
    for (double t = Temperature.MIN; t <= Temperature.MAX; t *= 1.07) {
      assertThat(Temperature.nll(answers, t)).isGreaterThanOrEqualTo(least - 1e-12);
    }
  }

  @Test
  void fit_nothingWrong_staysWithinItsBounds() {
    Answers right =
        SyntheticAnswers.of(SyntheticAnswers.labels(3), PaintedImages.of(30, 3), i -> true);
    assertThat(Temperature.fit(right)).isCloseTo(Temperature.MIN, within(0.2));
    Answers wrong =
        SyntheticAnswers.of(SyntheticAnswers.labels(3), PaintedImages.of(30, 3), i -> false);
    assertThat(Temperature.fit(wrong)).isCloseTo(Temperature.MAX, within(0.1));
  }

  @Test
  void fit_noAnswers_isRefused() {
    Answers none =
        SyntheticAnswers.of(SyntheticAnswers.labels(3), PaintedImages.of(0, 3), i -> true);
    assertThatThrownBy(() -> Temperature.fit(none)).hasMessageContaining("no validation images");
  }
}
