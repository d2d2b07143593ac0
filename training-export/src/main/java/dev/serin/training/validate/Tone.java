package dev.serin.training.validate;

import org.opencv.core.Mat;

/**
 * How bright a photo is, in levels 0 to 255.
 *
 * @param low what 5 % of the pixels do not exceed
 * @param high what 95 % of the pixels do not exceed
 * @param deviation standard deviation
 */
record Tone(int low, int high, double deviation) {

  /**
   * @param grey 8 bits
   */
  static Tone of(Mat grey) {
    byte[] pixels = new byte[(int) grey.total()];
    grey.get(0, 0, pixels);
    int[] counts = new int[256];
    double sum = 0;
    double squares = 0;
    for (byte pixel : pixels) {
      int v = pixel & 0xff;
      counts[v]++;
      sum += v;
      squares += (double) v * v;
    }
    double mean = sum / pixels.length;
    return new Tone(
        level(counts, 0.05 * pixels.length),
        level(counts, 0.95 * pixels.length),
        Math.sqrt(Math.max(0, squares / pixels.length - mean * mean)));
  }

  private static int level(int[] counts, double rank) {
    double seen = 0;
    for (int v = 0; v < counts.length; v++) {
      seen += counts[v];
      if (seen >= rank) {
        return v;
      }
    }
    return counts.length - 1;
  }
}
