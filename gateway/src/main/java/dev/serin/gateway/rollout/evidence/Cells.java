package dev.serin.gateway.rollout.evidence;

/**
 * What the whole numbers of a {@link ValueCounts} stand for: {@code cell} for a value between
 * {@code cell * step} and {@code (cell + width) * step}.
 *
 * @param step of the grid; a negative one turns the direction round
 * @param width 0 where the values lie on the grid, 1 where they were rounded down to it
 * @param low least value
 * @param high largest value
 */
record Cells(double step, int width, double low, double high) {
  /** Chance of being slower than stable. */
  static final Cells LATENCY = new Cells(1.0 / Tally.LATENCY_SCALE, 0, 0, 1);

  /** One for what is counted, zero for the rest. */
  static final Cells YES_NO = new Cells(1, 0, 0, 1);

  /** Accuracy lost on one image: 1 where only stable was right, -1 where only the candidate was. */
  static final Cells LOSS = new Cells(-1, 0, -1, 1);

  /** Difference of the best probabilities. */
  static final Cells CONFIDENCE = new Cells(1.0 / Tally.CONFIDENCE_SCALE, 1, -1, 1);

  /** The least that the value can be. */
  double least(int cell) {
    return Math.max(cell * step, low);
  }

  /** The most that the value can be. */
  double most(int cell) {
    return Math.min((cell + width) * step, high);
  }
}
