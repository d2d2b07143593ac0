package dev.serin.worker.batch;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock and a timer that move only when told to. */
final class VirtualTime implements Timer {
  private record Alarm(long at, long order, Runnable task) {}

  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at).thenComparingLong(Alarm::order));

  /** Not 0, and about to overflow: nanoTime may do so at any moment. */
  private long now = Long.MAX_VALUE - 1_000_000;

  private long elapsed;
  private long order;

  long now() {
    return now;
  }

  /** Nanoseconds since the beginning. */
  long elapsed() {
    return elapsed;
  }

  int pending() {
    return alarms.size();
  }

  @Override
  public void after(Duration delay, Runnable task) {
    alarms.add(new Alarm(elapsed + delay.toNanos(), order++, task));
  }

  /** Lets {@code nanos} pass; what is due is run at its time. */
  void pass(long nanos) {
    long end = elapsed + nanos;
    while (!alarms.isEmpty() && alarms.element().at() <= end) {
      Alarm next = alarms.remove();
      move(next.at());
      next.task().run();
    }
    move(end);
  }

  private void move(long to) {
    now += to - elapsed;
    elapsed = to;
  }
}
