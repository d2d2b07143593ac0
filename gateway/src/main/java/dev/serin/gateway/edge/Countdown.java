package dev.serin.gateway.edge;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One time limit after the other, on an event loop. Stopping leaves the timer alone, and the next
 * limit goes on with it: a limit is stopped with nearly every request, a timer fires rarely.
 */
final class Countdown {
  private @Nullable EventExecutor loop;
  private Runnable expired = () -> {};
  private @Nullable ScheduledFuture<?> timer;
  private boolean running;
  private long end;
  private long due;

  /** The first one; {@code toDo} is done when this or a later one is over. */
  void begin(EventExecutor onLoop, Duration time, Runnable toDo) {
    loop = onLoop;
    expired = toDo;
    goOn(time);
  }

  void goOn(Duration time) {
    if (loop != null) {
      running = true;
      end = loop.ticker().nanoTime() + time.toNanos();
      if (timer != null && due - end > 0) {
        timer.cancel(false);
        timer = null;
      }
      if (timer == null) {
        timer = schedule(loop, time.toNanos());
      }
    }
  }

  void stop() {
    running = false;
  }

  void close() {
    running = false;
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
    loop = null;
  }

  private ScheduledFuture<?> schedule(EventExecutor onLoop, long nanos) {
    due = onLoop.ticker().nanoTime() + nanos;
    return onLoop.schedule(() -> fire(onLoop), nanos, TimeUnit.NANOSECONDS);
  }

  private void fire(EventExecutor onLoop) {
    timer = null;
    if (!running) {
      return;
    }
    long left = end - onLoop.ticker().nanoTime();
    if (left > 0) {
      timer = schedule(onLoop, left);
    } else {
      running = false;
      expired.run();
    }
  }
}
