package dev.serin.gateway.client;

/** A bar that is filled from the left. */
final class Bar {
  private Bar() {}

  /** A bar of {@code width} characters, {@code fraction} of it filled; NaN is empty. */
  static Line of(double fraction, int width, Tone tone, Look look) {
    double bounded = Double.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
    // Full only where it is: the last character is the one that decides.
    int filled = (int) Math.floor(bounded * width + 1e-9);
    return Line.of(look.mark("━", "#").repeat(filled), tone)
        .and(look.mark("─", ".").repeat(width - filled), Tone.DIM);
  }

  /**
   * How far an e-value is on the way from 1, nothing known, to its bar: on a log scale, as evidence
   * multiplies.
   */
  static double progress(double e, double bar) {
    return e <= 1 ? 0 : Math.log(e) / Math.log(bar);
  }
}
