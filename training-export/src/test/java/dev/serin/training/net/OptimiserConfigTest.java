package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.training.data.Batch;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What each setting does to a step, by the formulas. */
class OptimiserConfigTest {
  private static final double RATE = 0.1;
  private static final String LINEAR = "{architecture: custom, layers: [{global-pool: avg}]}";

  private final Batch batch = new ColourSquares(8, 3).batches(8).epoch(0).next();

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  @Test
  void fit_sgdWithoutMomentum_movesByTheRateTimesTheGradient() {
    double[] slow = step(sgd(0, 0, 0, 0), RATE, List.of());
    double[] fast = step(sgd(0, 0, 0, 0), 2 * RATE, List.of());
    double[] first = first();

    for (int i = 0; i < first.length; i++) {
      assertThat(fast[i] - first[i]).isCloseTo(2 * (slow[i] - first[i]), within(1e-6));
    }
    assertThat(slow).isNotEqualTo(first);
  }

  @Test
  void fit_weightDecay_takesItsShareOfWeightsAndNotOfBiases() {
    double[] without = step(sgd(0, 0, 0, 0), RATE, List.of());
    double[] with = step(sgd(0, 0.5, 0, 0), RATE, List.of());
    double[] first = first();

    int weights = 3 * ColourSquares.CLASSES;
    for (int i = 0; i < first.length; i++) {
      double decayed = i < weights ? RATE * 0.5 * first[i] : 0;
      assertThat(with[i]).isCloseTo(without[i] - decayed, within(1e-6));
    }
  }

  @Test
  void fit_weightDecay_isNoPartOfTheLoss() {
    assertThat(loss(sgd(0, 0.9, 0, 0), List.of()))
        .isCloseTo(loss(sgd(0, 0, 0, 0), List.of()), within(1e-5));
  }

  @Test
  void fit_clip_scalesALargeGradientDownToIt() {
    double[] moved = step(sgd(0, 0, 0, 0.01), RATE, List.of());
    double[] first = first();

    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      sum += Math.pow(moved[i] - first[i], 2);
    }
    assertThat(Math.sqrt(sum)).isCloseTo(RATE * 0.01, within(1e-6));
  }

  @Test
  void fit_labelSmoothing_givesTheLossOfSmoothedLabels() {
    double plain = loss(sgd(0, 0, 0, 0), List.of());
    double smoothed = loss(sgd(0, 0, 0.2, 0), List.of());
    double uniform = loss(sgd(0, 0, 0.999999, 0), List.of());

    assertThat(smoothed).isCloseTo(0.8 * plain + 0.2 * uniform, within(1e-4));
    assertThat(smoothed).isNotCloseTo(plain, within(1e-4));
  }

  @Test
  void fit_classWeights_weighTheLossOfTheirImages() {
    double plain = loss(sgd(0, 0, 0, 0), List.of());
    double first = loss(sgd(0, 0, 0, 0), List.of(1.0, 1e-9, 1e-9, 1e-9));
    double rest = loss(sgd(0, 0, 0, 0), List.of(1e-9, 1.0, 1.0, 1.0));

    assertThat(first + rest).isCloseTo(plain, within(1e-4));
    assertThat(first).isBetween(0.01 * plain, 0.99 * plain);
    assertThat(loss(sgd(0, 0, 0, 0), List.of(3.0, 3.0, 3.0, 3.0)))
        .isCloseTo(3 * plain, within(1e-4));
  }

  @Test
  void create_wrongClassWeights_areRefused() {
    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(() -> loss(OptimiserConfig.ADAM, List.of(1.0, 2.0)))
        .withMessageContaining("must be 4 numbers above 0");
    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(() -> loss(OptimiserConfig.ADAM, List.of(1.0, 2.0, 0.0, 1.0)));
  }

  @Test
  void read_sections_areStrict() throws JsonProcessingException {
    assertThat(read("{kind: adam}")).isEqualTo(OptimiserConfig.ADAM);
    assertThat(read("{kind: sgd}")).isEqualTo(sgd(0.9, 0, 0, 0));
    assertThat(read("{kind: sgd, momentum: 0, weight-decay: 0.1, label-smoothing: 0.2, clip: 3}"))
        .isEqualTo(sgd(0, 0.1, 0.2, 3));
    assertRefused("{kind: adam, momentum: 0.9}", "momentum is for sgd");
    assertRefused("{kind: sgd, momentum: 1}", "training.optimiser.momentum must be 0 to below 1");
    assertRefused("{kind: adam, clip: -1}", "training.optimiser.clip must be 0 or more");
    assertRefused("{kind: lion}", "lion");
    assertRefused("{momentum: 0.5}", "kind");
    assertRefused("{kind: adam, decay: 0.5}", "decay");
  }

  private static void assertRefused(String yaml, String message) {
    assertThatExceptionOfType(JsonProcessingException.class)
        .isThrownBy(() -> read(yaml))
        .withMessageContaining(message);
  }

  private static OptimiserConfig read(String yaml) throws JsonProcessingException {
    return new YAMLMapper().readValue(yaml, OptimiserConfig.class);
  }

  private static OptimiserConfig sgd(double momentum, double decay, double smoothing, double clip) {
    return new OptimiserConfig(OptimiserConfig.Kind.SGD, momentum, decay, smoothing, clip);
  }

  private static Classifier create(OptimiserConfig optimiser, List<Double> classWeights) {
    return new Classifiers()
        .create(NetworkConfigs.of(LINEAR), ColourSquares.SHAPE, optimiser, classWeights, 2);
  }

  private static double[] first() {
    return create(OptimiserConfig.ADAM, List.of()).network().params().toDoubleVector();
  }

  private double[] step(OptimiserConfig optimiser, double rate, List<Double> classWeights) {
    Classifier classifier = create(optimiser, classWeights);
    classifier.fit(batch, rate);
    return classifier.network().params().toDoubleVector();
  }

  private double loss(OptimiserConfig optimiser, List<Double> classWeights) {
    return create(optimiser, classWeights).fit(batch, RATE);
  }
}
