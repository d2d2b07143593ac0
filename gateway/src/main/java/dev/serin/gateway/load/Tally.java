package dev.serin.gateway.load;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/**
 * What came of the requests of some turns. Its memory does not grow with their number. Mutable; one
 * thread.
 */
final class Tally {
  /** An hour: more than any time-out. */
  private static final long MICROS_MAX = 3_600_000_000L;

  /** A request that was due so long before it was noticed was sent late: the cores were busy. */
  private static final long LATE_NS = 1_000_000;

  private static final long SECOND_NS = 1_000_000_000;

  private static final int STATUS_OK = 200;
  private static final int STATUS_NOT_MODIFIED = 304;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Histogram successes = histogram();
  private final Histogram refusals = histogram();
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final Map<Failure, Long> failures = new EnumMap<>(Failure.class);
  private final Histogram lateness = histogram();
  private final long durationNs;
  private final long[] okBySecond;
  private final long[] otherBySecond;
  private double seconds;
  private long due;
  private long late;
  private long sent;
  private long okInTime;
  private long bytes;

  /**
   * @param durationNs of the schedule of each turn
   */
  Tally(long durationNs) {
    this.durationNs = durationNs;
    this.seconds = durationNs / 1e9;
    int places = (int) ((durationNs + SECOND_NS - 1) / SECOND_NS);
    okBySecond = new long[places];
    otherBySecond = new long[places];
  }

  private static Histogram histogram() {
    return new Histogram(1, MICROS_MAX, 3);
  }

  /**
   * A request was noticed to be due.
   *
   * @param agoNs since when it was
   */
  void due(long agoNs) {
    due++;
    late += agoNs > LATE_NS ? 1 : 0;
    record(lateness, agoNs);
  }

  void sent() {
    sent++;
  }

  /**
   * @param nanos since the request was due
   * @param nowNs since the turn began
   */
  void answered(int status, long body, long nanos, long nowNs) {
    bytes += body;
    statuses.merge(status, 1L, Long::sum);
    boolean ok = isOk(status);
    if (ok) {
      record(successes, nanos);
      okInTime += nowNs <= durationNs ? 1 : 0;
    } else if (isRefusal(status)) {
      record(refusals, nanos);
    }
    count(ok, nowNs);
  }

  void failed(Failure failure, long nowNs) {
    failures.merge(failure, 1L, Long::sum);
    count(false, nowNs);
  }

  private void count(boolean ok, long nowNs) {
    int second = (int) (nowNs / SECOND_NS);
    long[] counts = ok ? okBySecond : otherBySecond;
    if (second < counts.length) {
      counts[second]++;
    }
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.min(MICROS_MAX, Math.max(0, nanos / 1_000)));
  }

  private static boolean isOk(int status) {
    return status / 100 == STATUS_OK / 100 || status == STATUS_NOT_MODIFIED;
  }

  /** The server says: not now. */
  private static boolean isRefusal(int status) {
    return status == TOO_MANY || status == UNAVAILABLE;
  }

  /** Adds another turn behind this one; the seconds of both are kept. */
  Tally plus(Tally other) {
    Tally sum = new Tally(durationNs + other.durationNs);
    sum.seconds = seconds + other.seconds;
    for (Tally part : new Tally[] {this, other}) {
      sum.successes.add(part.successes);
      sum.refusals.add(part.refusals);
      sum.lateness.add(part.lateness);
      part.statuses.forEach((status, n) -> sum.statuses.merge(status, n, Long::sum));
      part.failures.forEach((failure, n) -> sum.failures.merge(failure, n, Long::sum));
      sum.due += part.due;
      sum.late += part.late;
      sum.sent += part.sent;
      sum.okInTime += part.okInTime;
      sum.bytes += part.bytes;
    }
    append(okBySecond, other.okBySecond, sum.okBySecond);
    append(otherBySecond, other.otherBySecond, sum.otherBySecond);
    return sum;
  }

  private static void append(long[] first, long[] second, long[] both) {
    System.arraycopy(first, 0, both, 0, Math.min(first.length, both.length));
    int room = Math.max(0, both.length - first.length);
    System.arraycopy(second, 0, both, both.length - room, Math.min(room, second.length));
  }

  /** The figures that cost next to nothing: it is asked for while requests are timed. */
  Glimpse glimpse() {
    long failed = failures.values().stream().mapToLong(n -> n).sum();
    long ok = sum(Tally::isOk);
    long refused = sum(Tally::isRefusal);
    long answers = statuses.values().stream().mapToLong(n -> n).sum();
    return new Glimpse(
        due,
        ok,
        refused,
        answers - ok - refused + failed,
        successes.getValueAtPercentile(50) / 1e3,
        successes.getValueAtPercentile(99) / 1e3);
  }

  /** As it stands; a copy. */
  Measured measured() {
    long all = statuses.values().stream().mapToLong(n -> n).sum();
    long refused = sum(Tally::isRefusal);
    long ok = sum(Tally::isOk);
    long unanswered = failures.values().stream().mapToLong(n -> n).sum();
    return new Measured(
        seconds,
        due,
        sent,
        ok,
        okInTime / seconds,
        Map.copyOf(statuses),
        Map.copyOf(failures),
        refused,
        all - ok - refused + unanswered,
        bytes,
        Latency.of(successes),
        Latency.of(refusals),
        late,
        lateness.getValueAtPercentile(99) / 1e3,
        Arrays.stream(okBySecond).boxed().toList(),
        Arrays.stream(otherBySecond).boxed().toList());
  }

  private long sum(IntPredicate which) {
    return statuses.entrySet().stream()
        .filter(entry -> which.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
