package dev.serin.gateway.load;

import java.time.Duration;
import java.util.List;

/**
 * What is to be run.
 *
 * @param loads one after the other
 * @param duration of each load, on each target
 * @param warmUp before each load, on each target; not counted
 * @param turn of one target, where two are compared
 * @param timeout of a request, from when it was due
 * @param connections that an open load may use
 */
record Plan(
    List<Load> loads,
    Duration duration,
    Duration warmUp,
    Duration turn,
    Duration timeout,
    int connections,
    Schedule.Gaps gaps,
    long seed) {

  /**
   * A rate or a number of connections.
   *
   * @param perSecond 0 for a closed loop
   * @param concurrency of a closed loop
   */
  record Load(double perSecond, int concurrency) {
    boolean isOpen() {
      return perSecond > 0;
    }

    /** As tables name it. */
    String text() {
      return isOpen() ? Text.number(perSecond) + "/s" : concurrency + " conn.";
    }
  }

  Schedule schedule(Load load, long seedOfTurn, Duration length) {
    return load.isOpen()
        ? Schedule.open(load.perSecond(), gaps, seedOfTurn, length.toNanos())
        : Schedule.closed(length.toNanos());
  }

  int connections(Load load) {
    return load.isOpen() ? connections : load.concurrency();
  }

  /** Pairs of turns that fill the duration, one at least. */
  int pairs() {
    return (int) Math.max(1, duration.toNanos() / turn.toNanos());
  }
}
