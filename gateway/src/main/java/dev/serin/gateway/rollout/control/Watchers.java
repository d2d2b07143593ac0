package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.RolloutStore.Event;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to hear of which rollout. Thread-safe. */
final class Watchers {
  private final Map<String, List<Consumer<Event>>> byRollout = new ConcurrentHashMap<>();

  /**
   * @param tell is told every event from now on
   * @return ends it
   */
  Runnable add(String rollout, Consumer<Event> tell) {
    byRollout.compute(
        rollout,
        (id, all) -> {
          List<Consumer<Event>> more = all == null ? new CopyOnWriteArrayList<>() : all;
          more.add(tell);
          return more;
        });
    return () ->
        byRollout.computeIfPresent(
            rollout,
            (id, all) -> {
              all.remove(tell);
              return all.isEmpty() ? null : all;
            });
  }

  boolean isAny(String rollout) {
    return byRollout.containsKey(rollout);
  }

  void tell(String rollout, Event event) {
    byRollout.getOrDefault(rollout, List.of()).forEach(watcher -> watcher.accept(event));
  }
}
