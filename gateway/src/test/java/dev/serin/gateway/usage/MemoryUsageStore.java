package dev.serin.gateway.usage;

import static dev.serin.gateway.usage.LabelCounts.NONE;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Usage that ends with the process; the oldest lines make room. */
public final class MemoryUsageStore implements UsageStore {
  private static final int LINES_MOST = 100_000;

  private final TreeMap<UsageKey, UsageCounts> lines =
      new TreeMap<>(
          Comparator.comparing(UsageKey::hour)
              .thenComparing(UsageKey::model)
              .thenComparing(UsageKey::version)
              .thenComparing(UsageKey::label, Comparator.nullsFirst(Comparator.naturalOrder())));

  @Override
  public synchronized Future<Void> add(Map<UsageKey, UsageCounts> counts) {
    counts.forEach((key, more) -> lines.merge(key, more, UsageCounts::plus));
    while (lines.size() > LINES_MOST) {
      lines.pollFirstEntry();
    }
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<List<UsageRow>> read(Instant from, Instant to) {
    return Future.succeededFuture(
        lines.entrySet().stream()
            .filter(line -> !line.getKey().hour().isBefore(from))
            .filter(line -> line.getKey().hour().isBefore(to))
            .map(line -> new UsageRow(line.getKey(), line.getValue(), NONE, NONE, NONE))
            .toList());
  }
}
