package dev.serin.gateway.usage;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.results.Waiter;
import dev.serin.gateway.rollout.plan.Traffic;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.upload.ClassifyObserver;
import dev.serin.gateway.upload.Outcome;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What could count in a rollout, over the last minutes: neither pinned, nor from a cache, nor
 * refused. Of this gateway alone; labels are those of all gateways that share its journal.
 */
public final class RecentTraffic implements ClassifyObserver, Traffic {
  private static final Duration LABEL_WINDOW = Duration.ofHours(1);

  /** So many labels make a rate: fewer, and the last hour is asked. */
  private static final int LABELS = 30;

  private final LabelCount labels;
  private final InstantSource clock;
  private final Instant started;
  private final Map<String, TrafficWindow> byModel = new ConcurrentHashMap<>();

  /** Counts images whose labels count in rollouts. */
  public interface LabelCount {
    /** Images of the model that got a label since {@code from}. */
    Future<Integer> since(String model, Instant from);
  }

  public RecentTraffic(LabelCount labels, InstantSource clock) {
    this.labels = labels;
    this.clock = clock;
    this.started = clock.instant();
  }

  @Override
  public void answered(Route route, List<Outcome> outcomes, long nanos) {
    // A pin may have chosen the version.
  }

  @Override
  public void unpinned(String unit, Route route, List<Outcome> outcomes) {
    boolean executed = false;
    boolean error = false;
    for (Outcome outcome : outcomes) {
      if (outcome.source() == Waiter.Source.MISS) {
        boolean fault = isFault(outcome.problem());
        error |= fault;
        executed |= fault || outcome.answer() != null;
      }
    }
    if (executed) {
      byModel
          .computeIfAbsent(route.model(), model -> new TrafficWindow(started))
          .count(clock.instant(), unit, error);
    }
  }

  private static boolean isFault(@Nullable Problem problem) {
    if (problem == null) {
      return false;
    }
    return switch (problem.code()) {
      case INTERNAL, DEADLINE_EXCEEDED -> true;
      default -> false;
    };
  }

  @Override
  public Future<Rates> recent(String model) {
    Instant now = clock.instant();
    TrafficWindow window = byModel.getOrDefault(model, new TrafficWindow(started));
    TrafficWindow.Seen seen = window.seen(now);
    return labels
        .since(model, now.minus(seen.time()))
        .compose(
            lately ->
                lately >= LABELS
                    ? Future.succeededFuture(rates(seen, lately, seen.time()))
                    : labels
                        .since(model, now.minus(LABEL_WINDOW))
                        .map(hour -> rates(seen, hour, LABEL_WINDOW)));
  }

  private static Rates rates(TrafficWindow.Seen seen, int labels, Duration labelWindow) {
    double seconds = Math.max(1, seen.time().toMillis() / 1e3);
    return new Rates(
        seen.requests() / seconds,
        seen.requests() == 0 ? 0 : (double) seen.errors() / seen.requests(),
        labels * 3_600.0 / Math.max(1, labelWindow.toSeconds()),
        seen.units(),
        seen.time(),
        labelWindow);
  }
}
