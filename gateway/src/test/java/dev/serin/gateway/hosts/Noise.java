package dev.serin.gateway.hosts;

import dev.serin.worker.testing.TestImages;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Images that no cache knows. */
final class Noise {
  private static final int SIDE = 28;

  private Noise() {}

  /** A grey PNG; no two numbers have the same. */
  static byte[] image(long seed, int number) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.getRaster().setSample(x, y, 0, random.nextInt(256));
      }
    }
    return TestImages.encoded("png", image);
  }
}
