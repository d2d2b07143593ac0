package dev.serin.training.quantize;

import dev.serin.training.quantize.QuantizeSettings.Activations;

/**
 * How the values of an activation become 8 bits: q = round(x / scale) + zero, held within the type.
 *
 * @param scale above 0
 * @param zero what stands for 0 exactly
 */
record QuantParameters(float scale, int zero, Activations type) {
  private static final int STEPS = 255;

  /** Below it 8 bits stand for nothing but zero, and a division by the scale may overflow. */
  private static final double SMALLEST_WIDTH = 1e-20;

  /** The finest steps that reach over the range; 1 for a tensor that is always 0. */
  static QuantParameters of(Range range, Activations type) {
    double width = range.high() - range.low();
    if (width < SMALLEST_WIDTH) {
      return new QuantParameters(1, type.least(), type);
    }
    float scale = (float) (width / STEPS);
    long zero = Math.round(type.least() - range.low() / scale);
    return new QuantParameters(
        scale, (int) Math.max(type.least(), Math.min(type.least() + STEPS, zero)), type);
  }

  /** The least value there is. */
  double low() {
    return (double) scale * (type.least() - zero);
  }

  /** The greatest value there is. */
  double high() {
    return (double) scale * (type.least() + STEPS - zero);
  }
}
