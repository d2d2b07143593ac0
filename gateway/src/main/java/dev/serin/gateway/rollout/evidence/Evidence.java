package dev.serin.gateway.rollout.evidence;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a rollout has seen so far, and what each guard reads from it. Immutable: more counts
 * make a new one, so that a look whose record was lost has not happened.
 */
public final class Evidence {
  private final Map<Signal, Guard> guards;
  private final Map<Signal, SignalReader> readers;
  private final Tally seen;
  private final Map<Signal, Reading> readings;

  private Evidence(
      Map<Signal, Guard> guards,
      Map<Signal, SignalReader> readers,
      Tally seen,
      Map<Signal, Reading> readings) {
    this.guards = guards;
    this.readers = readers;
    this.seen = seen;
    this.readings = readings;
  }

  /**
   * Before the first observation.
   *
   * @throws IllegalArgumentException where a bound is out of its signal's range
   */
  public static Evidence none(Map<Signal, Guard> guards) {
    Map<Signal, SignalReader> readers = new EnumMap<>(Signal.class);
    Map<Signal, Reading> readings = new EnumMap<>(Signal.class);
    guards.forEach(
        (signal, guard) -> {
          readers.put(signal, new SignalReader(signal, guard));
          readings.put(signal, Reading.NONE);
        });
    return new Evidence(Map.copyOf(guards), readers, new Tally(), readings);
  }

  /** One look: adds what was seen since the last one. */
  public Evidence plus(Tally more) {
    Tally all = seen.copy();
    all.add(more);
    Map<Signal, Reading> next = new EnumMap<>(readings);
    readers.forEach(
        (signal, reader) -> {
          if (reader.concerns(more)) {
            next.computeIfPresent(signal, (any, before) -> reader.read(all, before));
          }
        });
    return new Evidence(guards, readers, all, next);
  }

  /** Requests of the candidate so far. */
  public long canaryRequests() {
    return seen.canaryRequests();
  }

  /** By signal, for the signals that have a guard. */
  public Map<Signal, Reading> readings() {
    return Collections.unmodifiableMap(readings);
  }

  /**
   * For people; takes longer than a reading, and is not needed to decide. Knows nothing of a signal
   * that has no guard.
   */
  public Estimate estimate(Signal signal) {
    SignalReader reader = readers.get(signal);
    return reader == null
        ? Estimate.NONE
        : reader.estimate(seen, readings.getOrDefault(signal, Reading.NONE));
  }

  /**
   * The true label for which the loss of accuracy is most evident, be it small; empty without a
   * guard on {@link Signal#CLASSES} or without labels.
   */
  public Optional<String> worstClass() {
    return Optional.ofNullable(readers.get(Signal.CLASSES)).flatMap(reader -> reader.worst(seen));
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
