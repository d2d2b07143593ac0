package dev.serin.gateway.admission;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection in a {@link ConnectionTable}. Thread-safe. */
public final class TrackedConnection {
  /** What it does. */
  public enum State {
    /** It is new, or a part of a request head has come. */
    HALF_SENT,
    /** All its requests are answered. */
    IDLE,
    /** A request of it has no complete answer yet. */
    BUSY,
    /** It has closed, or is about to. */
    GONE
  }

  private final ConnectionTable table;
  private final ClientAddress address;
  private final Consumer<State> displaced;
  private final AtomicReference<State> state = new AtomicReference<>(State.HALF_SENT);
  private final Permit place;
  private @Nullable State before;

  /** Written under the table's lock, read without it. */
  volatile boolean listed;

  TrackedConnection(
      ConnectionTable table, ClientAddress address, Permit place, Consumer<State> displaced) {
    this.table = table;
    this.address = address;
    this.place = place;
    this.displaced = displaced;
  }

  /**
   * A request begins.
   *
   * @return false where the connection is about to close, and the request must not be answered
   */
  public boolean busy() {
    return change(State.BUSY);
  }

  /** All requests are answered. */
  public void idle() {
    if (change(State.IDLE) && !listed) {
      table.list(this);
    }
  }

  /** Part of a request head has come, after an answer. */
  public void halfSent() {
    change(State.HALF_SENT);
  }

  /** The connection has closed. Does nothing where it was displaced. */
  public void closed() {
    if (state.getAndSet(State.GONE) != State.GONE) {
      table.closed(this);
    }
  }

  public ClientAddress address() {
    return address;
  }

  boolean isWaiting() {
    State now = state.get();
    return now == State.HALF_SENT || now == State.IDLE;
  }

  /** Called under the table's lock; true where it waited and is gone now. */
  boolean displace() {
    State now = state.get();
    if (now == State.BUSY || now == State.GONE || !state.compareAndSet(now, State.GONE)) {
      return false;
    }
    before = now;
    return true;
  }

  void giveBackPlace() {
    place.close();
  }

  void tellDisplaced() {
    displaced.accept(Objects.requireNonNull(before));
  }

  private boolean change(State to) {
    State now;
    do {
      now = state.get();
      if (now == State.GONE) {
        return false;
      }
    } while (!state.compareAndSet(now, to));
    return true;
  }
}
