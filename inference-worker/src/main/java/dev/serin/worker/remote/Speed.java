package dev.serin.worker.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What one image of each version takes at one worker, learned from its answers. What was learned
 * halves with every second in which the worker was not asked for that version: so one that was slow
 * is tried again, the later the slower it was, and one that is new is tried soon. For use by many
 * threads.
 */
final class Speed {
  /** Of a version of which nothing is known. */
  static final long FIRST_NANOS = 10_000_000L;

  private static final double HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Of an answer that comes soon after another one. */
  private static final double LEAST_WEIGHT = 1 / 8.0;

  private record Key(String model, String version) {}

  /**
   * @param atNanos when it was last measured
   * @param askedNanos when the worker was last asked
   */
  private record Measure(double nanos, long atNanos, long askedNanos) {}

  private final Map<Key, Measure> measures = new ConcurrentHashMap<>();
  private final long startNanos;

  Speed(long nowNanos) {
    startNanos = nowNanos;
  }

  /** The worker is asked for an image. */
  void asked(String model, String version, long nowNanos) {
    measures.compute(
        new Key(model, version),
        (key, before) -> {
          Measure known = before == null ? unknown() : before;
          return new Measure(known.nanos, known.atNanos, nowNanos);
        });
  }

  /**
   * An answer has come: the older what was known, the more it counts.
   *
   * @param took from sending to the answer, with what the image waited
   */
  void answered(String model, String version, long took, long nowNanos) {
    measures.computeIfPresent(
        new Key(model, version),
        (key, before) -> {
          double weight = Math.max(LEAST_WEIGHT, 1 - faded(nowNanos - before.atNanos));
          double nanos = before.nanos + weight * (took - before.nanos);
          return new Measure(nanos, nowNanos, before.askedNanos);
        });
  }

  /** What an image would take now. */
  long nanos(String model, String version, long nowNanos) {
    Measure before = measures.get(new Key(model, version));
    Measure known = before == null ? unknown() : before;
    return Math.round(known.nanos * faded(nowNanos - known.askedNanos));
  }

  private Measure unknown() {
    return new Measure(FIRST_NANOS, startNanos, startNanos);
  }

  /** What is left of one after {@code nanos}. */
  private static double faded(long nanos) {
    return Math.pow(2, -Math.max(0, nanos) / HALF_LIFE_NANOS);
  }
}
