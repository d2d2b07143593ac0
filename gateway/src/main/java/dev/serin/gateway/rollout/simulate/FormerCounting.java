package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Tally;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How Serin counted before it counted units: each request by itself, and each image by itself. It
 * is here to show what that does. Not thread-safe.
 */
final class FormerCounting {
  private static final long FRESH_NANOS = 60_000_000_000L;

  private record Sample(long nanos, long at) {}

  private final Map<Integer, Deque<Sample>> waiting = new HashMap<>();
  private Tally tally = new Tally();

  /** A canary request is compared with the last ten stable ones of its minute and size. */
  void latency(boolean canary, int size, long nanos, long now) {
    int bucket = (Integer.SIZE - Integer.numberOfLeadingZeros(size) + 1) / 2;
    if (canary) {
      Deque<Sample> samples = waiting.remove(bucket);
      if (samples != null) {
        compare(samples, nanos, now);
      }
      return;
    }
    Deque<Sample> samples = waiting.computeIfAbsent(bucket, any -> new ArrayDeque<>());
    if (samples.size() == Tally.COMPARED_MAX) {
      samples.removeFirst();
    }
    samples.addLast(new Sample(nanos, now));
  }

  private void compare(Deque<Sample> samples, long nanos, long now) {
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

  void compared(boolean disagree, double difference) {
    tally.agreement(disagree);
    tally.confidence(difference);
  }

  void labelled(String label, boolean stableRight, boolean candidateRight) {
    tally.label(label, stableRight, candidateRight);
  }

  Tally drain() {
    Tally drained = tally;
    tally = new Tally();
    return drained;
  }
}
