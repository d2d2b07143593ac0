package dev.serin.training;

import dev.serin.training.net.Logits;

/**
 * The logits of another network, divided by a temperature.
 *
 * @param temperature above 0
 */
record ScaledLogits(Logits network, double temperature) implements Logits {

  @Override
  public float[] of(float[] values, int n) {
    float[] logits = network.of(values, n);
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (logits[i] / temperature);
    }
    return logits;
  }
}
