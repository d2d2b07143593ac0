package dev.serin.training.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes the elements of an iterator ahead of need, in a thread of its own, in their order: the next
 * batch is made while the network learns from this one. The iterator, and what it reads, belong to
 * that thread until this is closed. For one reading thread.
 */
public final class Prefetch<T> implements Iterator<T>, AutoCloseable {
  /** One to hand over, one that is ready: more would only take memory. */
  private static final int AHEAD = 2;

  private sealed interface Item<T> {}

  private record Value<T>(T value) implements Item<T> {}

  private record End<T>() implements Item<T> {}

  private record Failure<T>(Throwable cause) implements Item<T> {}

  private final BlockingQueue<Item<T>> ready = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;
  private @Nullable Item<T> next;

  /** Starts at once. */
  public Prefetch(Iterator<T> source, String threadName) {
    thread = new Thread(() -> fill(source), threadName);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * @throws RuntimeException or an error, where the iterator threw it
   * @throws IllegalStateException where this thread is interrupted
   */
  @Override
  public boolean hasNext() {
    Item<T> item = next == null ? take() : next;
    next = item;
    if (item instanceof Failure<T> failure) {
      throw sneak(failure.cause());
    }
    return item instanceof Value;
  }

  @Override
  public T next() {
    if (hasNext() && next instanceof Value<T> value) {
      next = null;
      return value.value();
    }
    throw new NoSuchElementException();
  }

  /** Ends the thread, wherever it is in the iterator, and waits for it. */
  @Override
  public void close() {
    next = new End<>();
    boolean interrupted = false;
    while (thread.isAlive()) {
      // Once is not enough: whoever takes elements may swallow an interrupt.
      thread.interrupt();
      ready.clear();
      try {
        thread.join(10);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fill(Iterator<T> source) {
    try {
      try {
        while (!Thread.currentThread().isInterrupted() && source.hasNext()) {
          ready.put(new Value<>(source.next()));
        }
        ready.put(new End<>());
      } catch (RuntimeException | Error e) {
        ready.put(new Failure<>(e));
      }
    } catch (InterruptedException e) {
      // Closed: nobody takes what is left.
      Thread.currentThread().interrupt();
    }
  }

  private Item<T> take() {
    try {
      return ready.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the next batch", e);
    }
  }

  /** What was caught is a RuntimeException or an Error. */
  private static RuntimeException sneak(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }
}
