package dev.serin.training.validate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a photo after it was looked at: about 3 KB.
 *
 * @param digest SHA-256 of its bytes; empty where these could not be read
 * @param fault why it cannot be used, and which check says so
 * @param look what its pixels showed; null where there were none
 */
record Measure(String digest, Optional<Fault> fault, @Nullable Look look) {

  /**
   * @param text what is wrong, in words
   */
  record Fault(Check check, String text) {}

  /** What the pixels of a photo show. Arrays are the measure's own: read only. */
  static final class Look {
    final int width;
    final int height;
    final Tone tone;
    final Sharpness sharpness;
    final Fingerprint fingerprint;
    final float[] features;

    Look(
        int width,
        int height,
        Tone tone,
        Sharpness sharpness,
        Fingerprint fingerprint,
        float[] features) {
      this.width = width;
      this.height = height;
      this.tone = tone;
      this.sharpness = sharpness;
      this.fingerprint = fingerprint;
      this.features = features;
    }

    int shortSide() {
      return Math.min(width, height);
    }

    double aspect() {
      return Math.max(width, height) / (double) shortSide();
    }
  }
}
