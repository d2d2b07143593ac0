package dev.serin.gateway.usage;

import dev.serin.gateway.routing.Route;
import dev.serin.gateway.upload.ClassifyObserver;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Prediction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts every image that was routed, pinned, repeated and cached ones too: a product manager asks
 * what was used, not what is evidence. Counts are kept in memory between two flushes; what cannot
 * be written down is tried again with the next one.
 */
public final class UsageCollector implements ClassifyObserver {
  /** Most lines that wait to be written down. */
  static final int WAITING_MOST = 100_000;

  private static final Logger log = LoggerFactory.getLogger(UsageCollector.class);
  private static final int SERVER_ERROR = 500;

  private final UsageStore store;
  private final InstantSource clock;
  private final Counter dropped;
  private final Instant started;
  private final Object lock = new Object();
  private Map<UsageKey, UsageCounts> waiting = new HashMap<>();
  private Future<Void> last = Future.succeededFuture();
  private @Nullable Future<Void> queued;
  private boolean failing;

  public UsageCollector(UsageStore store, InstantSource clock, MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    this.started = clock.instant();
    this.dropped =
        Counter.builder("serin.usage.dropped")
            .description("Images not counted for the usage report, for want of room")
            .register(meters);
  }

  @Override
  public void answered(Route route, List<Outcome> outcomes, long nanos) {
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    synchronized (lock) {
      for (Outcome outcome : outcomes) {
        Prediction best = best(outcome);
        add(
            new UsageKey(
                hour, route.model(), route.version().version(), best == null ? null : best.label()),
            counts(outcome, best));
      }
    }
  }

  private static @Nullable Prediction best(Outcome outcome) {
    Classification answer = outcome.answer();
    return answer == null || answer.predictions().isEmpty() ? null : answer.predictions().get(0);
  }

  private static UsageCounts counts(Outcome outcome, @Nullable Prediction best) {
    boolean error = outcome.problem() != null && outcome.problem().status() >= SERVER_ERROR;
    return new UsageCounts(
        1, error ? 1 : 0, outcome.cached() ? 1 : 0, best == null ? 0 : best.probability());
  }

  private void add(UsageKey key, UsageCounts counts) {
    if (waiting.size() < WAITING_MOST || waiting.containsKey(key)) {
      waiting.merge(key, counts, UsageCounts::plus);
    } else {
      dropped.increment((double) counts.requests());
    }
  }

  /** Writes down what waits, after what is on its way; never fails. */
  public Future<Void> flush() {
    Promise<Void> mine = Promise.promise();
    Future<Void> before;
    synchronized (lock) {
      if (queued != null) {
        // That one has not begun, so it will take what waits now as well.
        return queued;
      }
      before = last;
      last = mine.future();
      queued = last;
    }
    before.onComplete(done -> write().onComplete(mine));
    return mine.future();
  }

  private Future<Void> write() {
    Map<UsageKey, UsageCounts> batch;
    synchronized (lock) {
      queued = null;
      batch = waiting;
      waiting = new HashMap<>();
    }
    return Future.succeededFuture(batch)
        .compose(all -> all.isEmpty() ? Future.<Void>succeededFuture() : store.add(all))
        .onSuccess(done -> works())
        .recover(cause -> keep(batch, cause));
  }

  private void works() {
    synchronized (lock) {
      failing = false;
    }
  }

  private Future<Void> keep(Map<UsageKey, UsageCounts> batch, Throwable cause) {
    boolean first;
    synchronized (lock) {
      batch.forEach(this::add);
      first = !failing;
      failing = true;
    }
    if (first) {
      log.warn("Usage cannot be written down; it is kept and tried again", cause);
    }
    return Future.succeededFuture();
  }

  /** What was counted in the hours that began in {@code [from, to)}, up to this moment. */
  Future<List<UsageRow>> read(Instant from, Instant to) {
    return flush().compose(done -> store.read(from, to));
  }

  /** When this began to count. */
  Instant started() {
    return started;
  }
}
