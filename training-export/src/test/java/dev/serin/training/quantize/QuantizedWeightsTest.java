package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.training.quantize.QuantizeSettings.Weights;
import org.junit.jupiter.api.Test;

/** Weights and biases in integers. */
class QuantizedWeightsTest {
  private static final float INPUT_SCALE = 0.02f;

  @Test
  void of_channelsOfDifferentSize_haveScalesOfTheirOwn() {
    WeightedLayer layer =
        new WeightedLayer(
            new float[] {1, -0.5f, 100, 25}, new long[] {2, 2, 1, 1}, 0, new float[0], 1);

    QuantizedWeights weights = QuantizedWeights.of(layer, Weights.EIGHT_BITS, INPUT_SCALE);

    assertThat(weights.values()).containsExactly(127, -64, 127, 32);
    assertThat(weights.scales()[0]).isCloseTo(1 / 127f, within(1e-8f));
    assertThat(weights.scales()[1]).isCloseTo(100 / 127f, within(1e-6f));
    assertThat(weights.bias()).isEmpty();
  }

  @Test
  void of_sevenBits_fitTwoProductsInSixteen() {
    WeightedLayer layer =
        new WeightedLayer(new float[] {1, -1, 0.5f}, new long[] {1, 3, 1, 1}, 0, new float[0], 1);

    assertThat(QuantizedWeights.of(layer, Weights.SEVEN_BITS, INPUT_SCALE).values())
        .containsExactly(64, -64, 32);
    assertThat(2 * 64 * 255).isLessThanOrEqualTo(Short.MAX_VALUE);
  }

  @Test
  void of_pairs_neverAddUpToMoreThanFits() {
    long seed = 9;
    for (int channels : new int[] {3, 8}) {
      // Mostly of one sign, so that many pairs are too large.
      float[] values = Runs.weights(2 * channels * 9, 1, seed);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.cbrt(Math.abs(values[i])) * (i % 7 == 0 ? -1 : 1);
      }
      WeightedLayer layer =
          new WeightedLayer(values, new long[] {2, channels, 3, 3}, 0, new float[0], 1);

      QuantizedWeights pairs = QuantizedWeights.of(layer, Weights.PAIRS, INPUT_SCALE);

      for (int o = 0; o < 2; o++) {
        int[] order = layer.order(o);
        for (int i = 0; i + 1 < order.length; i += 2) {
          assertThat(Math.abs(pairs.values()[order[i]] + pairs.values()[order[i + 1]]))
              .as("output %d, weights %d and %d, seed %d", o, i, i + 1, seed)
              .isLessThanOrEqualTo(128);
        }
      }
      assertThat(squaredError(layer, pairs))
          .isLessThan(
              squaredError(layer, QuantizedWeights.of(layer, Weights.SEVEN_BITS, INPUT_SCALE)));
    }
  }

  @Test
  void of_pairsOfOppositeSigns_keepEightBits() {
    WeightedLayer layer =
        new WeightedLayer(
            new float[] {127, -126, 3, -5}, new long[] {1, 4, 1, 1}, 0, new float[0], 1);

    assertThat(QuantizedWeights.of(layer, Weights.PAIRS, INPUT_SCALE).values())
        .containsExactly(127, -126, 3, -5);
  }

  @Test
  void order_convolution_goesByPixelThenChannel() {
    WeightedLayer layer =
        new WeightedLayer(new float[12], new long[] {2, 2, 1, 3}, 0, new float[0], 1);

    assertThat(layer.order(1)).containsExactly(6, 9, 7, 10, 8, 11);
  }

  private static double squaredError(WeightedLayer layer, QuantizedWeights weights) {
    double sum = 0;
    for (int i = 0; i < layer.weights().length; i++) {
      double difference =
          layer.weights()[i] - (double) weights.values()[i] * weights.scales()[layer.outputOf(i)];
      sum += difference * difference;
    }
    return sum;
  }

  @Test
  void of_depthwise_keepsEightBits() {
    WeightedLayer layer =
        new WeightedLayer(new float[] {1, -2}, new long[] {2, 1, 1, 1}, 0, new float[0], 2);

    assertThat(QuantizedWeights.of(layer, Weights.SEVEN_BITS, INPUT_SCALE).values())
        .containsExactly(127, -127);
  }

  @Test
  void of_denseLayer_goesByItsColumns() {
    WeightedLayer layer =
        new WeightedLayer(
            new float[] {1, 10, 0.5f, -5}, new long[] {2, 2}, 1, new float[] {3, -3}, 1);

    QuantizedWeights weights = QuantizedWeights.of(layer, Weights.EIGHT_BITS, INPUT_SCALE);

    assertThat(weights.values()).containsExactly(127, 127, 64, -64);
    for (int o = 0; o < 2; o++) {
      assertThat(weights.bias()[o] * weights.biasScales(INPUT_SCALE)[o])
          .isCloseTo(layer.bias()[o], within(1e-3f));
    }
  }

  @Test
  void of_channelOfZeros_keepsItsBias() {
    WeightedLayer layer =
        new WeightedLayer(
            new float[] {0, 0, 0, 0, 1, 1},
            new long[] {3, 2, 1, 1},
            0,
            new float[] {0.3f, 0, -1},
            1);

    QuantizedWeights weights = QuantizedWeights.of(layer, Weights.SEVEN_BITS, INPUT_SCALE);

    assertThat(weights.values()).containsExactly(0, 0, 0, 0, 64, 64);
    for (int o = 0; o < 3; o++) {
      assertThat(weights.scales()[o]).isPositive().isFinite();
      assertThat(weights.bias()[o] * weights.biasScales(INPUT_SCALE)[o])
          .isCloseTo(layer.bias()[o], within(1e-3f));
    }
  }

  @Test
  void of_hugeBiasOfSmallWeights_staysWithinThirtyTwoBits() {
    WeightedLayer layer =
        new WeightedLayer(new float[] {1e-9f}, new long[] {1, 1, 1, 1}, 0, new float[] {50}, 1);

    QuantizedWeights weights = QuantizedWeights.of(layer, Weights.EIGHT_BITS, INPUT_SCALE);

    assertThat(weights.bias()[0]).isCloseTo(1 << 30, within(1 << 10));
    assertThat((double) weights.bias()[0] * weights.biasScales(INPUT_SCALE)[0])
        .isCloseTo(50, within(1e-3));
  }
}
