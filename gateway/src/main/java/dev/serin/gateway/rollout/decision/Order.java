package dev.serin.gateway.rollout.decision;

/**
 * What a person tells a rollout.
 *
 * @param actor who it is
 * @param force why it is to be promoted without proof; empty where it is not
 */
public record Order(Command command, String actor, String force) {
  /** Without force. */
  public Order(Command command, String actor) {
    this(command, actor, "");
  }

  public Order {
    if (!force.isEmpty() && command != Command.PROMOTE) {
      throw new IllegalArgumentException(command + " needs no force");
    }
  }

  boolean isForced() {
    return !force.isEmpty();
  }
}
