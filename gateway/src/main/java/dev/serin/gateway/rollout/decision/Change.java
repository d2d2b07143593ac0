package dev.serin.gateway.rollout.decision;

import dev.serin.gateway.rollout.evidence.Evidence;
import java.time.Instant;

/**
 * One change of a rollout.
 *
 * @param at when
 * @param actor who: a person's name, or {@link #CONTROLLER}
 * @param before state before it
 * @param after state after it
 * @param evidence all that was known when it was made
 */
public record Change(
    Instant at, String actor, RolloutState before, RolloutState after, Evidence evidence) {
  /** The actor of what evidence and time decided. */
  public static final String CONTROLLER = "serin";
}
