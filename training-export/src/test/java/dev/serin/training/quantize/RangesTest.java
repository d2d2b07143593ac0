package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.training.quantize.QuantizeSettings.Activations;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which values 8 bits stand for. */
class RangesTest {

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "0, 6",
    "-3, 0",
    "2, 5",
    "-5, -2",
    "-0.1, 100",
    "0, 0",
    "1e-30, 2e-30",
    "-1e-9, 3e-9"
  })
  void of_anyRange_hasZeroExactlyAndBothEnds(double least, double greatest) {
    for (Activations type : Activations.values()) {
      QuantParameters p = QuantParameters.of(new Range(least, greatest), type);

      assertThat(p.zero()).isBetween(type.least(), type.least() + 255);
      assertThat(p.scale()).isPositive();
      double step = p.scale();
      assertThat(p.low()).isCloseTo(Math.min(0, least), within(0.51 * step));
      if (greatest > 1e-20) {
        assertThat(p.high()).isCloseTo(Math.max(0, greatest), within(0.51 * step));
      }
    }
  }

  @Test
  void of_relu_startsAtItsZero() {
    QuantParameters p = QuantParameters.of(new Range(0, 3), Activations.UINT8);

    assertThat(p.zero()).isZero();
    assertThat(p.low()).isZero();
  }

  @ParameterizedTest
  @EnumSource(RangeRule.class)
  void range_sameValuesInAnyOrder_isTheSame(RangeRule rule) {
    float[] values = {0.001f, -0.5f, 3, 0, 700, -2, 0.25f, 1e-12f, 5, 5};
    Histogram one = new Histogram();
    one.add(FloatBuffer.wrap(values));
    Histogram other = new Histogram();
    for (int i = values.length - 1; i >= 0; i--) {
      other.add(FloatBuffer.wrap(values, i, 1));
    }

    assertThat(other.range(rule)).isEqualTo(one.range(rule));
  }

  @Test
  void range_minMax_isAllThatWasSeen() {
    Histogram histogram = seen(1_000, -40, 70);

    assertThat(histogram.range(RangeRule.MIN_MAX)).isEqualTo(new Range(-40, 70));
  }

  @Test
  void range_farOutliers_areLeftOutByPercentileAndError() {
    Histogram histogram = seen(1_000_000, -40, 70);

    for (RangeRule rule : new RangeRule[] {RangeRule.PERCENTILE, RangeRule.MSE}) {
      Range range = histogram.range(rule);
      assertThat(range.high()).as("%s", rule).isBetween(2.0, 30.0);
      assertThat(range.low()).as("%s", rule).isBetween(-20.0, -2.0);
    }
  }

  @Test
  void range_evenValues_areAllKeptByError() {
    SplittableRandom random = new SplittableRandom(7);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble();
    }
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(values));

    assertThat(histogram.range(RangeRule.MSE).high()).isBetween(0.98, 1.0);
    assertThat(histogram.range(RangeRule.MSE).low()).isZero();
  }

  @ParameterizedTest
  @EnumSource(RangeRule.class)
  void range_constantValues_reachesToZero(RangeRule rule) {
    Histogram ones = new Histogram();
    ones.add(FloatBuffer.wrap(new float[] {-3, -3, -3}));
    Histogram zeros = new Histogram();
    zeros.add(FloatBuffer.wrap(new float[] {0, 0}));

    assertThat(ones.range(rule).low()).isCloseTo(-3, within(0.01));
    assertThat(ones.range(rule).high()).isZero();
    assertThat(zeros.range(rule)).isEqualTo(new Range(0, 0));
  }

  @Test
  void add_notANumber_isSaid() {
    Histogram histogram = new Histogram();

    assertThat(histogram.add(FloatBuffer.wrap(new float[] {1, 2}))).isTrue();
    assertThat(histogram.add(FloatBuffer.wrap(new float[] {1, Float.NaN}))).isFalse();
    assertThat(histogram.add(FloatBuffer.wrap(new float[] {Float.NEGATIVE_INFINITY}))).isFalse();
  }

  /** Normally distributed, and one value at each end. */
  private static Histogram seen(int n, float least, float greatest) {
    SplittableRandom random = new SplittableRandom(5);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    values[3] = least;
    values[n - 7] = greatest;
    Histogram histogram = new Histogram();
    histogram.add(FloatBuffer.wrap(values));
    return histogram;
  }
}
