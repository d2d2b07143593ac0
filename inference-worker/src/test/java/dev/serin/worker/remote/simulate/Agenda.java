package dev.serin.worker.remote.simulate;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What happens when, in simulated nanoseconds. */
final class Agenda {
  private record Event(long at, long order, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));

  private long now;
  private long order;

  long now() {
    return now;
  }

  void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, order++, what));
  }

  /** Lets everything happen that is due until then. */
  void runUntil(long end) {
    while (!events.isEmpty() && events.element().at() <= end) {
      Event next = events.remove();
      now = next.at();
      next.what().run();
    }
    now = end;
  }
}
