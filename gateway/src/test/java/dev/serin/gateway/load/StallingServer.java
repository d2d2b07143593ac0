package dev.serin.gateway.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A server on a clock of its own: answers each request after a fixed time, one by one, but stands
 * still for a while once.
 */
final class StallingServer implements Wire {
  private record Event(long at, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at));
  private final List<Flight> abandoned = new ArrayList<>();
  private final long serviceNs;
  private final long stallFrom;
  private final long stallTo;
  private long now;
  private long free;
  private int inFlight;
  private int inFlightMost;
  int status = 200;

  StallingServer(long serviceNs, long stallFrom, long stallTo) {
    this.serviceNs = serviceNs;
    this.stallFrom = stallFrom;
    this.stallTo = stallTo;
  }

  @Override
  public void send(Flight flight) {
    inFlightMost = Math.max(inFlightMost, ++inFlight);
    long begin = Math.max(now, free);
    begin = begin >= stallFrom && begin < stallTo ? stallTo : begin;
    free = begin + serviceNs;
    events.add(
        new Event(
            free,
            () -> {
              inFlight--;
              flight.answered(status, 100);
            }));
  }

  @Override
  public void abandon(Flight flight) {
    abandoned.add(flight);
  }

  /** Runs a turn from 0 to its end. */
  Measured run(Schedule schedule, int connections, long timeoutNs) {
    Turn turn =
        new Turn(schedule, connections, timeoutNs, this, () -> now, new Tally(schedule.endNs()));
    while (!turn.isOver()) {
      long next = now + Math.max(1, Math.min(turn.tick(), 1_000_000));
      while (!events.isEmpty() && events.peek().at() <= next) {
        Event event = events.remove();
        now = event.at();
        event.what().run();
      }
      now = Math.max(now, next);
    }
    return turn.tally().measured();
  }

  int inFlightMost() {
    return inFlightMost;
  }

  List<Flight> abandoned() {
    return abandoned;
  }
}
