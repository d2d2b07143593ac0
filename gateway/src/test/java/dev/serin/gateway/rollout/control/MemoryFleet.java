package dev.serin.gateway.rollout.control;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.FencedException;
import dev.serin.gateway.fleet.FleetStore;
import dev.serin.gateway.fleet.Notice;
import dev.serin.gateway.rollout.RolloutStore;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A journal in memory that several gateways share, each over a line of its own. */
final class MemoryFleet {
  /** An entry and who wrote it. */
  record Written(
      RolloutStore.Entry entry, String writer, long term, List<RolloutStore.Event> event) {}

  private record Told(RolloutStore.SightingId id, String body) {}

  final Map<String, RolloutStore.Row> rows = new LinkedHashMap<>();
  final Map<String, List<Written>> entries = new HashMap<>();
  private final Map<String, List<RolloutStore.Event>> begun = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private final Map<String, List<Told>> sightings = new HashMap<>();
  private final Map<String, Long> sent = new HashMap<>();
  private final Map<String, RolloutStore.Stable> stables = new LinkedHashMap<>();
  private final List<Noted> notices = new ArrayList<>();
  private String holder = "";
  private long term;
  private long until = -1;
  private long revision;

  /** In milliseconds. */
  long now;

  private record Noted(long number, long at, String gateway, String kind, String body) {}

  /** What the line of a gateway does to what is said over it. */
  enum Line {
    GOOD,
    /** Nothing arrives. */
    DOWN,
    /** All arrives, and no answer comes back. */
    DEAF
  }

  /** One gateway's way to the journal. */
  final class Member implements RolloutStore, FleetStore {
    private final String name;
    Line line = Line.GOOD;

    Member(String name) {
      this.name = name;
    }

    private <T> Future<T> say(Supplier<T> what) {
      if (line == Line.DOWN) {
        return Future.failedFuture("the line is down");
      }
      T answer;
      try {
        answer = what.get();
      } catch (RuntimeException e) {
        return Future.failedFuture(e);
      }
      return line == Line.DEAF
          ? Future.failedFuture("the answer is lost")
          : Future.succeededFuture(answer);
    }

    private Future<Void> act(Runnable what) {
      return this.<Boolean>say(
              () -> {
                what.run();
                return true;
              })
          .mapEmpty();
    }

    @Override
    public Future<Beat> beat(Duration lease) {
      return say(
          () -> {
            if (holder.equals(name) || until < now) {
              if (!holder.equals(name)) {
                term++;
                revision++;
                holder = name;
              }
              until = now + lease.toMillis();
            }
            return new Beat(holder.equals(name), term, revision, holder);
          });
    }

    @Override
    public Future<Void> release() {
      return act(
          () -> {
            if (holder.equals(name)) {
              holder = "";
              until = 0;
            }
          });
    }

    @Override
    public Future<Void> publish(String kind, String body) {
      return act(() -> notices.add(new Noted(++revision, now, name, kind, body)));
    }

    @Override
    public Future<List<Notice>> notices(long after, int limit) {
      return say(
          () ->
              notices.stream()
                  .filter(one -> one.number() > after)
                  .limit(limit)
                  .map(
                      one ->
                          new Notice(
                              one.number(),
                              Duration.ofMillis(now - one.at()),
                              one.gateway().equals(name),
                              one.kind(),
                              one.body()))
                  .toList());
    }

    @Override
    public Future<Void> write(Write write, Mandate mandate) {
      return act(() -> keep(write, mandate));
    }

    @Override
    public Future<Boolean> isKept(Write write, Mandate mandate) {
      return say(
          () -> {
            fence(mandate);
            return entries.getOrDefault(write.row().id(), List.of()).stream()
                .anyMatch(one -> one.writer().equals(name) && one.entry().equals(write.entry()));
          });
    }

    private void fence(Mandate mandate) {
      if (!holder.equals(name) || term != mandate.term()) {
        throw new FencedException(mandate.term());
      }
    }

    private void keep(Write write, Mandate mandate) {
      fence(mandate);
      String id = write.row().id();
      List<Written> all = entries.computeIfAbsent(id, any -> new ArrayList<>());
      List<RolloutStore.Event> event =
          Optional.ofNullable(write.event()).map(List::of).orElse(List.of());
      Entry entry = write.entry();
      if (entry == null) {
        begun.put(id, event);
      } else {
        if (entry.seq() == all.size() && all.get(all.size() - 1).writer().equals(name)) {
          all.remove(all.size() - 1);
        }
        if (entry.seq() != all.size() + 1) {
          throw new AssertionError("entry " + entry.seq() + " cannot follow " + all.size());
        }
        all.add(new Written(entry, name, term, event));
      }
      rows.put(id, write.row());
      revisions.put(id, ++revision);
      Stable stable = write.stable();
      if (stable != null) {
        stables.put(stable.model(), stable);
      }
      List<Told> told = sightings.computeIfAbsent(id, any -> new ArrayList<>());
      told.removeIf(one -> mandate.taken().contains(one.id()) || write.row().ended() != null);
    }

    @Override
    public Future<Void> tell(String rollout, long seq, String body) {
      return act(
          () -> {
            RolloutStore.Row row = rows.get(rollout);
            String key = rollout + " " + name;
            if (row == null || row.ended() != null || sent.getOrDefault(key, 0L) >= seq) {
              return;
            }
            sent.put(key, seq);
            sightings
                .computeIfAbsent(rollout, any -> new ArrayList<>())
                .add(new Told(new SightingId(name, seq), body));
          });
    }

    @Override
    public Future<List<Sighting>> sightings(String rollout, int limit) {
      return say(
          () ->
              sightings.getOrDefault(rollout, List.of()).stream()
                  .limit(limit)
                  .map(one -> new Sighting(one.id(), one.body()))
                  .toList());
    }

    @Override
    public Future<List<Row>> changed(long after) {
      return say(
          () ->
              revisions.entrySet().stream()
                  .filter(one -> one.getValue() > after)
                  .sorted(Map.Entry.comparingByValue())
                  .map(one -> Objects.requireNonNull(rows.get(one.getKey())))
                  .toList());
    }

    @Override
    public Future<List<Row>> list(int limit) {
      return say(
          () ->
              rows.values().stream()
                  .sorted(Comparator.comparing(Row::started).reversed())
                  .limit(limit)
                  .toList());
    }

    @Override
    public Future<Optional<Row>> find(String id) {
      return say(() -> Optional.ofNullable(rows.get(id)));
    }

    @Override
    public Future<List<Entry>> entries(String id, long after, int limit) {
      return say(
          () ->
              entries.getOrDefault(id, List.of()).stream()
                  .map(Written::entry)
                  .filter(entry -> entry.seq() > after)
                  .limit(limit)
                  .toList());
    }

    @Override
    public Future<List<Event>> events(String id, long after, int limit) {
      return say(
          () -> allEvents(id).stream().filter(event -> event.seq() > after).limit(limit).toList());
    }

    @Override
    public Future<List<Stable>> stables() {
      return say(() -> List.copyOf(stables.values()));
    }

    @Override
    public Future<List<Label>> unpaired(String rollout, String model, Instant from, int limit) {
      return say(List::of);
    }

    @Override
    public Future<Long> uncounted(String model, Instant from, Instant to, int limit) {
      return say(() -> 0L);
    }
  }

  private List<RolloutStore.Event> allEvents(String id) {
    List<RolloutStore.Event> all = new ArrayList<>(begun.getOrDefault(id, List.of()));
    entries.getOrDefault(id, List.of()).forEach(one -> all.addAll(one.event()));
    return all;
  }

  /** What waits for an owner to take it. */
  int untaken() {
    return sightings.values().stream().mapToInt(List::size).sum();
  }

  /** By rollout. */
  <T> Map<String, T> each(Function<List<Written>, T> read) {
    Map<String, T> all = new TreeMap<>();
    entries.forEach((id, written) -> all.put(id, read.apply(written)));
    return all;
  }
}
