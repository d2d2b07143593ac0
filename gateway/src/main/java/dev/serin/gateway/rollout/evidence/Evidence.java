package dev.serin.gateway.rollout.evidence;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * All that a rollout has seen so far, and what each guard reads from it. Immutable: more counts
 * make a new one, so that a look whose record was lost has not happened.
 */
public final class Evidence {
  private final Map<Signal, Guard> guards;
  private final Tally seen;
  private final Map<Signal, Reading> readings;

  private Evidence(Map<Signal, Guard> guards, Tally seen, Map<Signal, Reading> readings) {
    this.guards = guards;
    this.seen = seen;
    this.readings = readings;
  }

  /** Before the first observation. */
  public static Evidence none(Map<Signal, Guard> guards) {
    Map<Signal, Reading> readings = new EnumMap<>(Signal.class);
    guards.keySet().forEach(signal -> readings.put(signal, Reading.NONE));
    return new Evidence(guards, new Tally(), readings);
  }

  /** One look: adds what was seen since the last one. */
  public Evidence plus(Tally more) {
    Tally all = seen.copy();
    all.add(more);
    return new Evidence(guards, all, readings);
  }

  /** Requests of the candidate so far. */
  public long canaryRequests() {
    return seen.canaryRequests();
  }

  /** By signal, for the signals that have a guard. */
  public Map<Signal, Reading> readings() {
    return readings;
  }

  /** For people; takes longer than a reading, and is not needed to decide. */
  public Estimate estimate(Signal signal) {
    return new Estimate(
        Double.NaN, Double.NaN, Double.NaN, OptionalLong.empty(), OptionalLong.empty());
  }

  /** All counts; not to be changed. */
  public Tally seen() {
    return seen;
  }

  /** The guards that read. */
  public Map<Signal, Guard> guards() {
    return guards;
  }
}
