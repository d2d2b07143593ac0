package dev.serin.gateway.rollout.control;

import static dev.serin.gateway.error.ProblemCode.STORAGE_DOWN;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.fleet.FencedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the journal takes what it is given. It is down from the first failure to the first tick
 * without one; each of these changes is logged once. Thread-safe.
 */
final class StorageHealth {
  private static final Logger log = LoggerFactory.getLogger(StorageHealth.class);

  private final AtomicLong failures = new AtomicLong();
  private final Counter counter;
  private volatile boolean down;

  StorageHealth(MeterRegistry registry) {
    counter =
        Counter.builder("serin.rollout.storage.failures")
            .description("Times that the journal of rollouts could not be read or written")
            .register(registry);
    Gauge.builder("serin.rollout.storage.up", () -> down ? 0 : 1)
        .description("1 while the journal of rollouts takes what it is given")
        .register(registry);
  }

  boolean isDown() {
    return down;
  }

  /** As the HTTP interface shows it. */
  String shown() {
    return down ? "down" : "ok";
  }

  /** How often the journal failed until now. */
  long failures() {
    return failures.get();
  }

  /** A tick has passed that began when there were {@code failuresBefore}. */
  void passed(long failuresBefore) {
    if (down && failures.get() == failuresBefore) {
      down = false;
      log.info("The journal of rollouts works again");
    }
  }

  /**
   * The same outcome, where a failure becomes the problem that callers are told. That another
   * gateway drives the rollouts is no failure of the journal.
   */
  <T> Future<T> watch(Future<T> outcome) {
    return outcome.recover(
        cause -> Future.failedFuture(cause instanceof FencedException ? cause : failed(cause)));
  }

  private ProblemException failed(Throwable cause) {
    failures.incrementAndGet();
    counter.increment();
    if (!down) {
      down = true;
      log.error("The journal of rollouts fails: all weights stay until it is back", cause);
    }
    return problem();
  }

  /** For a write of which it is not known whether it was kept. */
  static ProblemException unanswered() {
    return new Problem(
            STORAGE_DOWN,
            "the journal did not answer: see whether it was done before you say it again",
            true)
        .exception();
  }

  static ProblemException problem() {
    return new Problem(STORAGE_DOWN, "nothing was changed: the journal cannot be reached", true)
        .exception();
  }
}
