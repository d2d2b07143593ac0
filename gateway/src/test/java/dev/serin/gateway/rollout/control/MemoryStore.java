package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.RolloutStore;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps in memory, fails when told to, and can hold writes back. Thread-safe. */
public final class MemoryStore implements RolloutStore {
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, List<Entry>> entries = new LinkedHashMap<>();
  private final Map<String, List<Event>> events = new LinkedHashMap<>();
  private final Map<String, Stable> stables = new LinkedHashMap<>();
  private final List<String> pairs = new ArrayList<>();

  /** Labels that are there, whether paired or not. */
  public final List<Label> labels = new ArrayList<>();

  /** Writes that wait to be let go, while {@link #holding}. */
  final ConcurrentLinkedQueue<Runnable> held = new ConcurrentLinkedQueue<>();

  /** Done once, after entries were read. */
  @Nullable Runnable afterEntries;

  public volatile boolean failing;
  volatile boolean holding;

  @Override
  public Future<Void> write(Write write, Mandate mandate) {
    if (holding) {
      Promise<Void> promise = Promise.promise();
      held.add(() -> keep(write).onComplete(promise));
      return promise.future();
    }
    return keep(write);
  }

  @Override
  public synchronized Future<Boolean> isKept(Write write, Mandate mandate) {
    return failing
        ? down()
        : Future.succeededFuture(
            entries.getOrDefault(write.row().id(), List.of()).contains(write.entry()));
  }

  private synchronized Future<Void> keep(Write write) {
    if (failing) {
      return down();
    }
    String id = write.row().id();
    rows.put(id, write.row());
    List<Entry> kept = entries.computeIfAbsent(id, any -> new ArrayList<>());
    Entry entry = write.entry();
    if (entry != null) {
      check(entry.seq() == kept.size() + 1, "entries have no gap");
      kept.add(entry);
    }
    List<Event> told = events.computeIfAbsent(id, any -> new ArrayList<>());
    Event event = write.event();
    if (event != null) {
      check(event.seq() == told.size() + 1, "events have no gap");
      told.add(event);
    }
    pairs.addAll(write.pairs());
    Stable stable = write.stable();
    if (stable != null) {
      stables.put(stable.model(), stable);
    }
    return Future.succeededFuture();
  }

  @Override
  public synchronized Future<List<Row>> list(int limit) {
    Comparator<Row> newest = Comparator.comparing(Row::started).reversed();
    return failing
        ? down()
        : Future.succeededFuture(rows.values().stream().sorted(newest).limit(limit).toList());
  }

  @Override
  public synchronized Future<Optional<Row>> find(String id) {
    return failing ? down() : Future.succeededFuture(Optional.ofNullable(rows.get(id)));
  }

  @Override
  public synchronized Future<List<Entry>> entries(String id, long after, int limit) {
    List<Entry> found =
        entries.getOrDefault(id, List.of()).stream()
            .filter(entry -> entry.seq() > after)
            .limit(limit)
            .toList();
    Runnable then = afterEntries;
    afterEntries = null;
    if (then != null) {
      then.run();
    }
    return failing ? down() : Future.succeededFuture(found);
  }

  @Override
  public synchronized Future<List<Event>> events(String id, long after, int limit) {
    return failing
        ? down()
        : Future.succeededFuture(
            events.getOrDefault(id, List.of()).stream()
                .filter(event -> event.seq() > after)
                .limit(limit)
                .toList());
  }

  @Override
  public synchronized Future<List<Stable>> stables() {
    return failing ? down() : Future.succeededFuture(List.copyOf(stables.values()));
  }

  @Override
  public synchronized Future<List<Label>> unpaired(
      String rollout, String model, Instant from, int limit) {
    return failing
        ? down()
        : Future.succeededFuture(
            labels.stream().filter(label -> !pairs.contains(label.image())).toList());
  }

  @Override
  public synchronized Future<Long> uncounted(String model, Instant from, Instant to, int limit) {
    return failing ? down() : Future.succeededFuture(0L);
  }

  @Override
  public synchronized Future<List<Row>> changed(long revision) {
    return list(Integer.MAX_VALUE);
  }

  @Override
  public Future<Void> tell(String rollout, long seq, String body) {
    throw new UnsupportedOperationException("nobody else is there");
  }

  @Override
  public Future<List<Sighting>> sightings(String rollout, int limit) {
    throw new UnsupportedOperationException("nobody else is there");
  }

  /** Puts another row in the place of one, as a broken disk or a newer program might. */
  synchronized void tamper(Row row) {
    rows.put(row.id(), row);
  }

  synchronized void tamper(String id, Entry entry) {
    entries.getOrDefault(id, List.of()).set((int) entry.seq() - 1, entry);
  }

  private static <T> Future<T> down() {
    return Future.failedFuture("the disk is gone");
  }

  private static void check(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }
}
