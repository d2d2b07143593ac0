package dev.serin.gateway.feedback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the feedback that is kept, and deletes what is too old: a few labels at a time, so that
 * other writes of the journal wait for no more than that.
 */
public final class FeedbackUpkeep {
  private static final Logger log = LoggerFactory.getLogger(FeedbackUpkeep.class);

  /** Labels of one transaction. */
  static final int BATCH = 500;

  private final FeedbackStore store;
  private final Duration keep;
  private final InstantSource clock;
  private final BooleanSupplier prunes;
  private final Counter pruned;
  private boolean working;

  /**
   * @param keep how long a label is kept, at least
   * @param prunes whether this gateway is the one of those that share the journal that deletes
   */
  public FeedbackUpkeep(
      FeedbackStore store,
      Duration keep,
      InstantSource clock,
      BooleanSupplier prunes,
      MeterRegistry registry) {
    this.store = store;
    this.keep = keep;
    this.clock = clock;
    this.prunes = prunes;
    this.pruned =
        Counter.builder("serin.feedback.pruned")
            .description("Labels deleted because they are older than feedback.keep")
            .register(registry);
  }

  /** Deletes and counts; does nothing while it still does so. Never fails: it is tried again. */
  public Future<Void> turn() {
    synchronized (this) {
      if (working) {
        return Future.succeededFuture();
      }
      working = true;
    }
    return (prunes.getAsBoolean() ? prune() : Future.<Void>succeededFuture())
        .compose(done -> store.recount())
        .recover(
            cause -> {
              // The journal itself tells of an outage, once.
              log.debug("Feedback could not be counted or deleted", cause);
              return Future.succeededFuture();
            })
        .onComplete(done -> ended());
  }

  private Future<Void> prune() {
    return store
        .prune(clock.instant().minus(keep), BATCH)
        .compose(
            deleted -> {
              pruned.increment(deleted);
              return deleted < BATCH ? Future.succeededFuture() : prune();
            });
  }

  private synchronized void ended() {
    working = false;
  }
}
