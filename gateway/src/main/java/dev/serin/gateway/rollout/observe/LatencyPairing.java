package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Compares each canary latency with stable ones of the same time and of images of the same size, so
 * that neither a slow hour nor large images look like a slow version. A stable latency is used once
 * only: comparisons that share one would not be independent. Not thread-safe.
 */
final class LatencyPairing {
  private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

  private record Sample(long nanos, long at) {}

  /** By size bucket, of which there are at most 16: an array has less than 2^31 bytes. */
  private final Map<Integer, Deque<Sample>> waiting = new HashMap<>();

  /**
   * Keeps a stable latency for the next canary request; the oldest makes room.
   *
   * @param size bytes of the image
   * @param nanos the latency
   * @param now when it was measured
   */
  void stable(int size, long nanos, long now) {
    Deque<Sample> samples = waiting.computeIfAbsent(bucket(size), any -> new ArrayDeque<>());
    if (samples.size() == Tally.COMPARED_MAX) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(nanos, now));
  }

  /** Adds the comparison to {@code tally}, where there is anything to compare with. */
  void canary(int size, long nanos, long now, Tally tally) {
    Deque<Sample> samples = waiting.remove(bucket(size));
    if (samples == null) {
      return;
    }
    double slower = 0;
    int compared = 0;
    for (Sample sample : samples) {
      if (now - sample.at() <= FRESH_NANOS) {
        slower += nanos > sample.nanos() ? 1 : nanos == sample.nanos() ? 0.5 : 0;
        compared++;
      }
    }
    if (compared > 0) {
      tally.latency(slower, compared);
    }
  }

  /** Powers of 4. */
  private static int bucket(int size) {
    return (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 1) / 2;
  }
}
