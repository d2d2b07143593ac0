package dev.serin.gateway.upload;

import java.util.ArrayList;
import java.util.List;

/** What one request holds; all of it is given back at once, once. Thread-safe. */
final class Holdings implements AutoCloseable {
  private final List<Runnable> back = new ArrayList<>();
  private boolean closed;

  /** To be run at the end; at once, where that has come. */
  void add(Runnable giveBack) {
    synchronized (this) {
      if (!closed) {
        back.add(giveBack);
        return;
      }
    }
    giveBack.run();
  }

  @Override
  public void close() {
    List<Runnable> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(back);
      back.clear();
    }
    all.forEach(Runnable::run);
  }
}
