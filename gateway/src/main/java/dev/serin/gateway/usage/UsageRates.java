package dev.serin.gateway.usage;

import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.rollout.plan.Traffic;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** How busy a model is, for whoever plans with its traffic. */
public final class UsageRates implements Traffic {
  private static final double SECONDS_IN_HOUR = 3600;

  private final UsageCollector usage;
  private final Evidence evidence;
  private final InstantSource clock;

  /**
   * @param evidence whose labels count
   */
  public UsageRates(UsageCollector usage, Evidence evidence, InstantSource clock) {
    this.usage = usage;
    this.evidence = evidence;
    this.clock = clock;
  }

  /**
   * Rates over the last full hour and what has passed of this one: usage is kept by the hour. Where
   * nothing was counted before this process began, the time before it is left out.
   */
  @Override
  public Future<Rates> lastHour(String model) {
    Instant now = clock.instant();
    Instant from = now.truncatedTo(ChronoUnit.HOURS).minus(1, ChronoUnit.HOURS);
    return usage
        .read(from, now)
        .map(rows -> rows.stream().filter(row -> row.key().model().equals(model)).toList())
        .map(rows -> rates(rows, since(rows, from), now));
  }

  private Instant since(List<UsageRow> rows, Instant from) {
    Instant startedHour = usage.started().truncatedTo(ChronoUnit.HOURS);
    boolean older = rows.stream().anyMatch(row -> row.key().hour().isBefore(startedHour));
    return older || usage.started().isBefore(from) ? from : usage.started();
  }

  /** The labels that count in guards. */
  private LabelCounts counting(UsageRow row) {
    return evidence == Evidence.ALL ? row.feedback() : row.trusted();
  }

  private Rates rates(List<UsageRow> rows, Instant since, Instant now) {
    double seconds = Math.max(1, Duration.between(since, now).toMillis() / 1e3);
    long executed = rows.stream().mapToLong(r -> r.counts().requests() - r.counts().cached()).sum();
    long errors = rows.stream().mapToLong(row -> row.counts().errors()).sum();
    long labels = rows.stream().mapToLong(row -> counting(row).labels()).sum();
    return new Rates(
        executed / seconds,
        executed == 0 ? 0 : (double) errors / executed,
        labels / seconds * SECONDS_IN_HOUR);
  }
}
