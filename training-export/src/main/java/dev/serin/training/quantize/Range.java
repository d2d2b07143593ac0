package dev.serin.training.quantize;

/**
 * The values of a tensor that 8 bits shall stand for. Zero is always one of them, as padding is
 * zero.
 *
 * @param low at most 0
 * @param high at least 0
 */
record Range(double low, double high) {

  Range {
    low = Math.min(low, 0);
    high = Math.max(high, 0);
  }

  Range union(Range other) {
    return new Range(Math.min(low, other.low), Math.max(high, other.high));
  }
}
