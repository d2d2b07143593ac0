package dev.serin.gateway.jobs;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One classification that nobody waits for on the line. Closing it forgets it; while it runs, that
 * cancels it. Thread-safe.
 */
public final class Job implements AutoCloseable {
  private final String id;
  private final Jobs jobs;
  private final AtomicInteger done = new AtomicInteger();
  private Runnable cancel = () -> {};
  private int images;
  private @Nullable Reply reply;
  private boolean started;
  private boolean closed;

  Job(String id, Jobs jobs) {
    this.id = id;
    this.jobs = jobs;
  }

  /** Cannot be guessed: who knows it may have the answer. */
  public String id() {
    return id;
  }

  /**
   * From now on it can be found.
   *
   * @param imageCount images to be classified
   * @param toCancel ends the work early; not called once it has finished
   */
  public void start(int imageCount, Runnable toCancel) {
    synchronized (this) {
      images = imageCount;
      cancel = toCancel;
      started = true;
    }
    jobs.started(this);
  }

  /** Whether its work goes on when its request has ended. */
  public synchronized boolean isStarted() {
    return started;
  }

  /** One more image has its answer, or has failed. */
  public void progress() {
    done.incrementAndGet();
  }

  /** All images have. One that was closed meanwhile stays closed. */
  public void finish(Reply answer) {
    synchronized (this) {
      if (closed) {
        return;
      }
      reply = answer;
      cancel = () -> {};
    }
    jobs.finished(this, answer.body().length());
  }

  synchronized Optional<Reply> reply() {
    return Optional.ofNullable(reply);
  }

  synchronized int images() {
    return images;
  }

  int done() {
    return done.get();
  }

  @Override
  public void close() {
    Runnable stop;
    Reply kept;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      stop = cancel;
      kept = reply;
    }
    jobs.closed(this, kept == null ? 0 : kept.body().length());
    stop.run();
  }
}
