package dev.serin.gateway.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * One stretch of load on one target. A request is sent when it is due, or as soon as a connection
 * is free; its time counts from when it was due, so a server that stalls is charged for everybody
 * who would have come meanwhile (no coordinated omission). One thread.
 */
final class Turn {
  private final Schedule schedule;
  private final int connections;
  private final long timeoutNs;
  private final Wire wire;
  private final LongSupplier nanoTime;
  private final Tally tally;
  private final long startNs;

  /** Due, and without a connection yet. Bounded by the time-out: who waited longer is dropped. */
  private final Deque<Flight> waiting = new ArrayDeque<>();

  /** Sent, in the order in which they were due; ended ones leave when they come to the front. */
  private final Deque<Flight> sent = new ArrayDeque<>();

  private int inFlight;

  Turn(
      Schedule schedule,
      int connections,
      long timeoutNs,
      Wire wire,
      LongSupplier nanoTime,
      Tally tally) {
    this.schedule = schedule;
    this.connections = connections;
    this.timeoutNs = timeoutNs;
    this.wire = wire;
    this.nanoTime = nanoTime;
    this.tally = tally;
    this.startNs = nanoTime.getAsLong();
  }

  /**
   * Sends what is due and gives up what is too late.
   *
   * @return nanoseconds after which it wants to be called again, at the latest
   */
  long tick() {
    long now = now();
    while (isDue(now)) {
      Flight flight = new Flight(this, schedule.dueNs(now));
      tally.due(now - flight.dueNs());
      waiting.add(flight);
      schedule.advance();
      launch();
    }
    expire(now);
    launch();
    long next = schedule.isOpen() ? schedule.dueNs(now) : schedule.endNs();
    return next < schedule.endNs() ? Math.max(0, next - now()) : timeoutNs;
  }

  private boolean isDue(long now) {
    boolean open = schedule.isOpen();
    return schedule.dueNs(now) < schedule.endNs()
        && (open ? schedule.dueNs(now) <= now : inFlight < connections && waiting.isEmpty());
  }

  /** Whether nothing more is to be sent, and nothing to be waited for. */
  boolean isOver() {
    return schedule.dueNs(now()) >= schedule.endNs() && inFlight == 0 && waiting.isEmpty();
  }

  Tally tally() {
    return tally;
  }

  void answered(Flight flight, int status, long bytes) {
    long now = now();
    tally.answered(status, bytes, now - flight.dueNs(), now);
    released();
  }

  void failed(Flight flight, Failure failure) {
    tally.failed(failure, now());
    released();
  }

  private void released() {
    inFlight--;
    if (schedule.isOpen()) {
      launch();
    } else {
      tick();
    }
  }

  private void launch() {
    while (inFlight < connections && !waiting.isEmpty()) {
      Flight flight = waiting.remove();
      inFlight++;
      while (!sent.isEmpty() && sent.getFirst().isEnded()) {
        sent.removeFirst();
      }
      sent.add(flight);
      tally.sent();
      wire.send(flight);
    }
  }

  private void expire(long now) {
    while (!waiting.isEmpty() && now - waiting.getFirst().dueNs() >= timeoutNs) {
      waiting.remove().end();
      tally.failed(Failure.TIMEOUT, now);
    }
    while (!sent.isEmpty()
        && (sent.getFirst().isEnded() || now - sent.getFirst().dueNs() >= timeoutNs)) {
      Flight flight = sent.removeFirst();
      if (!flight.isEnded()) {
        wire.abandon(flight);
        flight.failed(Failure.TIMEOUT);
      }
    }
  }

  private long now() {
    return nanoTime.getAsLong() - startNs;
  }
}
