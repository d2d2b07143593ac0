package dev.serin.gateway.load;

import org.jspecify.annotations.Nullable;

/** One request, from when it was due to its end. Mutable; one thread. */
final class Flight {
  private final Turn turn;
  private final long dueNs;
  private @Nullable Object carrier;
  private boolean ended;

  Flight(Turn turn, long dueNs) {
    this.turn = turn;
    this.dueNs = dueNs;
  }

  /** From the start of the turn. */
  long dueNs() {
    return dueNs;
  }

  boolean isEnded() {
    return ended;
  }

  /** What the wire wants to know again when the flight is abandoned. */
  @Nullable Object carrier() {
    return carrier;
  }

  void carriedBy(Object connection) {
    carrier = connection;
  }

  /**
   * There is an answer; the second end of a flight is none.
   *
   * @param bytes of its body
   */
  void answered(int status, long bytes) {
    if (end()) {
      turn.answered(this, status, bytes);
    }
  }

  /** There will be no answer. */
  void failed(Failure failure) {
    if (end()) {
      turn.failed(this, failure);
    }
  }

  /** Whether this was its first end. */
  boolean end() {
    boolean first = !ended;
    ended = true;
    carrier = first ? carrier : null;
    return first;
  }
}
