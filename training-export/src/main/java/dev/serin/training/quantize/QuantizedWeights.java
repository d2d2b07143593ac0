package dev.serin.training.quantize;

/**
 * The constants of a layer in integers: weights int8 around 0 with a scale for each output, and the
 * bias int32 in steps of the input's scale times that.
 *
 * @param values as many as the layer has weights
 * @param scales one an output
 * @param bias one an output; empty where the layer has none
 */
record QuantizedWeights(byte[] values, float[] scales, int[] bias) {
  private static final int BITS_8 = 127;
  private static final int BITS_7 = 64;

  /** Leaves room in 32 bits for the products that are added to the bias. */
  private static final double BIAS_MAX = 1 << 30;

  /**
   * @param bits 7 or 8
   * @param inputScale of the layer's input
   */
  static QuantizedWeights of(WeightedLayer layer, int bits, float inputScale) {
    // Two products of 64 and 255 fit in 16 bits. A kernel for depthwise layers adds in 32.
    int most = bits == 8 || layer.isDepthwise() ? BITS_8 : BITS_7;
    float[] scales = scales(layer, most, inputScale);
    byte[] values = new byte[layer.weights().length];
    for (int i = 0; i < values.length; i++) {
      long value = Math.round((double) layer.weights()[i] / scales[layer.outputOf(i)]);
      values[i] = (byte) Math.max(-most, Math.min(most, value));
    }
    int[] bias = new int[layer.bias().length];
    for (int o = 0; o < bias.length; o++) {
      bias[o] = (int) Math.round(layer.bias()[o] / ((double) inputScale * scales[o]));
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

  private static float[] scales(WeightedLayer layer, int most, float inputScale) {
    float[] scales = new float[layer.outputs()];
    for (int i = 0; i < layer.weights().length; i++) {
      int output = layer.outputOf(i);
      scales[output] = Math.max(scales[output], Math.abs(layer.weights()[i]) / most);
    }
    for (int o = 0; o < scales.length; o++) {
      double bias = o < layer.bias().length ? Math.abs(layer.bias()[o]) : 0;
      scales[o] = Math.max(scales[o], (float) (bias / (BIAS_MAX * inputScale)));
      // All weights are 0: any scale will do.
      scales[o] = scales[o] < Float.MIN_NORMAL ? 1 : scales[o];
    }
    return scales;
  }
}
