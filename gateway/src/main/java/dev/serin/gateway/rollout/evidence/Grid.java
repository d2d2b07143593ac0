package dev.serin.gateway.rollout.evidence;

/** Points of a mixture, equally likely a priori. */
final class Grid {
  /** Enough that the best point is never far, few enough that each costs little: ln 24 = 3.2. */
  static final int POINTS = 24;

  private Grid() {}

  /**
   * {@link #POINTS} points from {@code low} to {@code high}, both included, evenly spaced by
   * logarithm.
   */
  static double[] between(double low, double high) {
    double[] points = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      points[i] = low * StrictMath.pow(high / low, (double) i / (POINTS - 1));
    }
    points[POINTS - 1] = high;
    return points;
  }

  /**
   * {@link #POINTS} points from next to {@code start}, which is left out, to {@code end}, likewise.
   */
  static double[] beyond(double start, double end) {
    double[] points = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      points[i] = start * StrictMath.pow(end / start, (i + 1.0) / POINTS);
    }
    points[POINTS - 1] = end;
    return points;
  }

  /**
   * {@link #POINTS} points up to {@code top}, evenly spaced by square root: a good stake for large
   * effects has more neighbours than by logarithm, one for small effects more than evenly.
   */
  static double[] squares(double top) {
    double[] points = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double part = (i + 1.0) / POINTS;
      points[i] = top * part * part;
    }
    return points;
  }
}
