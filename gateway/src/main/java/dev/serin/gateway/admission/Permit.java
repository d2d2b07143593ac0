package dev.serin.gateway.admission;

/** Units held by somebody. Closing gives them back, once, however often and by whom it is done. */
public final class Permit implements AutoCloseable {
  private final Permits from;
  private long units;
  private boolean closed;

  Permit(Permits from, long units) {
    this.from = from;
    this.units = units;
  }

  /**
   * Takes {@code more} units.
   *
   * @return false where they are not to be had, or this permit is closed; nothing was taken then
   */
  public synchronized boolean tryGrow(long more) {
    if (closed || !from.take(more)) {
      return false;
    }
    units += more;
    return true;
  }

  /** What it holds now. */
  synchronized long units() {
    return closed ? 0 : units;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      from.giveBack(units);
    }
  }
}
