package dev.serin.gateway.usage;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Keeps usage by the hour. */
public interface UsageStore {
  /** Adds counts to what is kept. */
  Future<Void> add(Map<UsageKey, UsageCounts> counts);

  /** What is kept of the hours that began in {@code [from, to)}, with the feedback on it. */
  Future<List<UsageRow>> read(Instant from, Instant to);
}
