package dev.serin.gateway.rollout.observe;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Lets a few at a time have their turn, in order. A turn may end at once or later, on any thread;
 * turns that end at once make a loop, not a tower of calls.
 */
final class Turns<T> {
  private final int most;
  private final Consumer<T> begin;
  private final Queue<T> waiting = new ArrayDeque<>();
  private int underWay;
  private boolean looping;

  /**
   * @param most turns at one time, at least 1
   * @param begin each is followed by one {@link #end}; throws nothing
   */
  Turns(int most, Consumer<T> begin) {
    this.most = most;
    this.begin = begin;
  }

  void add(T item) {
    synchronized (this) {
      waiting.add(item);
    }
    loop();
  }

  void end() {
    synchronized (this) {
      underWay--;
    }
    loop();
  }

  private void loop() {
    while (true) {
      T next;
      synchronized (this) {
        // Whoever loops already, here or on another thread, sees what this call is about.
        if (looping || underWay >= most || waiting.isEmpty()) {
          return;
        }
        looping = true;
        underWay++;
        next = waiting.remove();
      }
      try {
        begin.accept(next);
      } finally {
        synchronized (this) {
          looping = false;
        }
      }
    }
  }
}
