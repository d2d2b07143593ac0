package dev.serin.gateway.rollout.evidence;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/** How often each value of a grid was seen; a value is a whole number of grid steps. Mutable. */
public final class ValueCounts {
  private final NavigableMap<Integer, Long> counts = new TreeMap<>();

  public void add(int value, long count) {
    if (count != 0) {
      counts.merge(value, count, Long::sum);
    }
  }

  public void addAll(ValueCounts other) {
    other.counts.forEach(this::add);
  }

  /** Counts by value; a view. */
  public NavigableMap<Integer, Long> counts() {
    return Collections.unmodifiableNavigableMap(counts);
  }

  public long count(int value) {
    return counts.getOrDefault(value, 0L);
  }

  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  public boolean isEmpty() {
    return counts.isEmpty();
  }

  ValueCounts copy() {
    ValueCounts copy = new ValueCounts();
    copy.counts.putAll(counts);
    return copy;
  }
}
