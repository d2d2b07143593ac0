package dev.serin.training.quantize;

import dev.serin.training.quantize.QuantizeSettings.Weights;

/**
 * The constants of a layer in integers: weights int8 around 0 with a scale for each output, and the
 * bias int32 in steps of the input's scale times that.
 *
 * @param values as many as the layer has weights
 * @param scales one an output
 * @param bias one an output; empty where the layer has none
 */
// The arrays belong to one quantisation and are only read; copies would double a model.
@SuppressWarnings("ArrayRecordComponent")
record QuantizedWeights(byte[] values, float[] scales, int[] bias) {
  private static final int BITS_8 = 127;

  /** Two products of 64 and 255 fit in 16 bits, and so do those of weights that add up to 128. */
  private static final int BITS_7 = 64;

  private static final int PAIR_MAX = 128;

  /** How many scales are tried from that of 8 bits to that of 7. */
  private static final int CANDIDATES = 16;

  /** Leaves room in 32 bits for the products that are added to the bias. */
  private static final double BIAS_MAX = 1 << 30;

  /**
   * @param inputScale of the layer's input
   */
  static QuantizedWeights of(WeightedLayer layer, Weights rule, float inputScale) {
    byte[] values = new byte[layer.weights().length];
    float[] scales = new float[layer.outputs()];
    int[] bias = new int[layer.bias().length];
    for (int o = 0; o < scales.length; o++) {
      int[] order = layer.order(o);
      float[] weights = new float[order.length];
      for (int i = 0; i < order.length; i++) {
        weights[i] = layer.weights()[order[i]];
      }
      double offset = o < bias.length ? layer.bias()[o] : 0;
      // The kernel of a depthwise layer adds in 32 bits.
      Rounded rounded =
          rounded(
              weights,
              layer.isDepthwise() ? Weights.EIGHT_BITS : rule,
              Math.abs(offset) / (BIAS_MAX * inputScale));
      for (int i = 0; i < order.length; i++) {
        values[order[i]] = rounded.values[i];
      }
      scales[o] = rounded.scale;
      if (o < bias.length) {
        bias[o] = (int) Math.round(offset / ((double) inputScale * scales[o]));
      }
    }
    return new QuantizedWeights(values, scales, bias);
  }

  /** The scale of each bias. */
  float[] biasScales(float inputScale) {
    float[] products = new float[scales.length];
    for (int o = 0; o < products.length; o++) {
      products[o] = inputScale * scales[o];
    }
    return products;
  }

  /** The weights of one output. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Rounded(byte[] values, float scale) {}

  /**
   * @param scaleMin that the bias needs
   */
  private static Rounded rounded(float[] weights, Weights rule, double scaleMin) {
    float largest = 0;
    for (float weight : weights) {
      largest = Math.max(largest, Math.abs(weight));
    }
    float fine = scale(largest, BITS_8, scaleMin);
    float coarse = scale(largest, BITS_7, scaleMin);
    return switch (rule) {
      case EIGHT_BITS -> new Rounded(values(weights, fine, false), fine);
      case SEVEN_BITS -> new Rounded(values(weights, coarse, false), coarse);
      case PAIRS -> best(weights, fine, coarse);
    };
  }

  private static float scale(float largest, int most, double scaleMin) {
    float scale = Math.max(largest / most, (float) scaleMin);
    // All weights are 0, and the bias too: any scale will do.
    return scale < Float.MIN_NORMAL ? 1 : scale;
  }

  /** The scale with the smallest squared error of those between two. */
  private static Rounded best(float[] weights, float fine, float coarse) {
    Rounded best = new Rounded(values(weights, fine, true), fine);
    double error = error(weights, best);
    for (int i = 1; i <= CANDIDATES && error > 0; i++) {
      float scale = fine + (coarse - fine) * i / CANDIDATES;
      Rounded other = new Rounded(values(weights, scale, true), scale);
      double otherError = error(weights, other);
      if (otherError < error) {
        best = other;
        error = otherError;
      }
    }
    return best;
  }

  private static double error(float[] weights, Rounded rounded) {
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double difference = weights[i] - (double) rounded.scale * rounded.values[i];
      sum += difference * difference;
    }
    return sum;
  }

  private static byte[] values(float[] weights, float scale, boolean pairs) {
    byte[] values = new byte[weights.length];
    for (int i = 0; i < values.length; i++) {
      long value = Math.round((double) weights[i] / scale);
      values[i] = (byte) Math.max(-BITS_8, Math.min(BITS_8, value));
    }
    for (int i = 0; pairs && i + 1 < values.length; i += 2) {
      // What is too much is taken off both, which is the nearest pair that fits.
      int excess = Math.abs(values[i] + values[i + 1]) - PAIR_MAX;
      if (excess > 0) {
        int sign = Integer.signum(values[i]);
        values[i] -= (byte) (sign * (excess / 2));
        values[i + 1] -= (byte) (sign * (excess - excess / 2));
      }
    }
    return values;
  }
}
