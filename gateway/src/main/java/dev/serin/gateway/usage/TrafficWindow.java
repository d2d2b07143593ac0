package dev.serin.gateway.usage;

import dev.serin.gateway.rollout.plan.Traffic.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;

/**
 * Requests of the last five minutes, and how many different units they are of. Units are counted by
 * linear counting (Whang, Vander-Zanden and Taylor, ACM TODS 15(2), 1990): with {@code z} of {@code
 * m} cells empty they are about {@code m ln(m/z)}, to 2 % up to 300,000. Memory is bounded: at most
 * 248 KiB. Thread-safe.
 */
final class TrafficWindow {
  private static final Duration SLICE = Duration.ofSeconds(10);
  private static final int SLICES = 31;
  private static final int CELL_BITS = 16;

  /** Fewer requests, and it is not known when they began to come. */
  private static final int STEADY = 10;

  private final Instant started;
  private final long[] index = new long[SLICES];
  private final long[] requests = new long[SLICES];
  private final long[] errors = new long[SLICES];
  private final BitSet[] cells = new BitSet[SLICES];

  /**
   * What was seen.
   *
   * @param time over which
   */
  record Seen(Duration time, long requests, long errors, Units units) {}

  /**
   * @param started when counting began
   */
  TrafficWindow(Instant started) {
    this.started = started;
    for (int i = 0; i < SLICES; i++) {
      index[i] = -1;
      cells[i] = new BitSet();
    }
  }

  synchronized void count(Instant now, String unit, boolean error) {
    long slice = slice(now);
    int at = (int) (slice % SLICES);
    if (index[at] != slice) {
      index[at] = slice;
      requests[at] = 0;
      errors[at] = 0;
      cells[at].clear();
    }
    requests[at]++;
    errors[at] += error ? 1 : 0;
    cells[at].set(cell(unit));
  }

  synchronized Seen seen(Instant now) {
    long last = slice(now);
    long first = Math.max(0, last - SLICES + 1);
    long begun = steadySince(first, last);
    Instant from = begun == 0 ? started : started.plus(SLICE.multipliedBy(begun));
    Duration time = Duration.between(from, now);
    long middle = begun + (last - begun + 1) / 2;
    double early = units(begun, middle);
    double all = units(begun, last + 1);
    Duration half = SLICE.multipliedBy(middle - begun);
    double later = Math.max(1, time.minus(half).toMillis()) / 1e3;
    Units units =
        half.isZero()
            ? new Units(all, time.plusMillis(1), 0)
            : new Units(early, half, Math.max(0, all - early) / later);
    return new Seen(time, sum(requests, begun, last), sum(errors, begun, last), units);
  }

  /**
   * The slice from which on requests came steadily: the first one of the window, or the one after
   * that in which they began.
   */
  private long steadySince(long first, long last) {
    long begun = first;
    while (begun < last && at(requests, begun) == 0) {
      begun++;
    }
    if (begun == first) {
      return first;
    }
    long busy = 0;
    for (long slice = begun + 1; slice <= last; slice++) {
      busy += at(requests, slice) > 0 ? 1 : 0;
    }
    boolean steady = sum(requests, begun + 1, last) >= STEADY && 2 * busy >= last - begun;
    return steady ? begun + 1 : first;
  }

  private double units(long from, long to) {
    BitSet all = new BitSet();
    for (long slice = from; slice < to; slice++) {
      int at = (int) (slice % SLICES);
      if (index[at] == slice) {
        all.or(cells[at]);
      }
    }
    double size = 1 << CELL_BITS;
    return size * Math.log(size / Math.max(1, size - all.cardinality()));
  }

  private long sum(long[] counts, long from, long to) {
    long sum = 0;
    for (long slice = from; slice <= to; slice++) {
      sum += at(counts, slice);
    }
    return sum;
  }

  private long at(long[] counts, long slice) {
    int at = (int) (slice % SLICES);
    return index[at] == slice ? counts[at] : 0;
  }

  private long slice(Instant now) {
    return Math.max(0, Duration.between(started, now).toMillis() / SLICE.toMillis());
  }

  /** The finalizer of MurmurHash3 spreads what {@code String.hashCode} leaves together. */
  private static int cell(String unit) {
    int hash = unit.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return (hash ^ (hash >>> 16)) >>> (Integer.SIZE - CELL_BITS);
  }
}
