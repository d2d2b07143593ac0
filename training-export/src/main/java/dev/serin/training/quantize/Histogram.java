package dev.serin.training.quantize;

import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import java.nio.FloatBuffer;

/**
 * How often which values were seen. The bins reach as far as the values do: to the next power of
 * two, so that the order in which values come makes no difference.
 */
final class Histogram {
  private static final int SIDE = 4096;
  private static final double OUTERMOST = 1e-4;
  private static final int STEPS = 255;
  private static final int CANDIDATES = 100;

  /** Bin SIDE + i counts values from i to i + 1 bins above 0; zeros are not counted. */
  private long[] bins = new long[2 * SIDE];

  private double reach;
  private double least;
  private double greatest;
  private long seen;

  /**
   * @return whether all values were finite
   */
  boolean add(FloatBuffer values) {
    float low = 0;
    float high = 0;
    boolean finite = true;
    for (int i = values.position(); i < values.limit(); i++) {
      float value = values.get(i);
      low = Math.min(low, value);
      high = Math.max(high, value);
      finite &= Float.isFinite(value);
    }
    if (finite) {
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
      seen += values.remaining();
      grow(Math.max(-low, high));
      count(values);
    }
    return finite;
  }

  /** The range that a rule makes of what was seen. */
  Range range(RangeRule rule) {
    return switch (rule) {
      case MIN_MAX -> new Range(least, greatest);
      case PERCENTILE -> percentile();
      case MSE -> smallestError();
    };
  }

  private void count(FloatBuffer values) {
    double perBin = SIDE / reach;
    for (int i = values.position(); i < values.limit(); i++) {
      float value = values.get(i);
      if (value != 0) {
        // Not below 0, so that the cast rounds down.
        bins[(int) (SIDE + value * perBin)]++;
      }
    }
  }

  /** Doubles the reach, and joins bins by two, until {@code value} is within. */
  private void grow(double value) {
    if (reach == 0) {
      reach = Double.MIN_NORMAL;
      while (reach <= value) {
        reach *= 2;
      }
      return;
    }
    while (reach <= value) {
      long[] joined = new long[bins.length];
      for (int i = 0; i < bins.length; i++) {
        joined[SIDE + Math.floorDiv(i - SIDE, 2)] += bins[i];
      }
      bins = joined;
      reach *= 2;
    }
  }

  private double centre(int bin) {
    return (bin - SIDE + 0.5) * reach / SIDE;
  }

  private Range percentile() {
    long outside = (long) (seen * OUTERMOST);
    int low = 0;
    for (long left = outside; low < SIDE && left >= bins[low]; low++) {
      left -= bins[low];
    }
    int high = bins.length - 1;
    for (long left = outside; high >= SIDE && left >= bins[high]; high--) {
      left -= bins[high];
    }
    return new Range(
        Math.max(least, (low - SIDE) * reach / SIDE),
        Math.min(greatest, (high + 1 - SIDE) * reach / SIDE));
  }

  /** Tries fractions of what was seen, one side after the other, twice. */
  private Range smallestError() {
    Range best = new Range(least, greatest);
    double error = error(best);
    for (int turn = 0; turn < 4; turn++) {
      for (int i = 1; i <= CANDIDATES; i++) {
        double part = (double) i / CANDIDATES;
        Range range =
            turn % 2 == 0
                ? new Range(best.low(), greatest * part)
                : new Range(least * part, best.high());
        double other = error(range);
        if (other < error) {
          best = range;
          error = other;
        }
      }
    }
    return best;
  }

  /**
   * The sum of squared errors: a 12th of a step squared within, where values lie evenly between two
   * steps, and the distance to the range outside.
   */
  private double error(Range range) {
    double step = (range.high() - range.low()) / STEPS;
    double within = step * step / 12;
    double sum = 0;
    for (int bin = 0; bin < bins.length; bin++) {
      if (bins[bin] > 0) {
        double value = centre(bin);
        double outside = Math.max(0, Math.max(range.low() - value, value - range.high()));
        sum += bins[bin] * (outside > 0 ? outside * outside : within);
      }
    }
    return sum;
  }
}
