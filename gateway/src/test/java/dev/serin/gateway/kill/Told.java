package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.kill.Kept.Event;
import dev.serin.gateway.kill.Kept.Rollout;
import dev.serin.gateway.routing.UnitHash;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All that the processes told their callers, killed or not. Thread-safe. */
final class Told {
  /** Who was told that a rollout is in this phase now, by a command. */
  record Word(String rollout, String actor, String phase) {}

  final AtomicLong requests = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicInteger images = new AtomicInteger();
  private final Map<String, String> feedback = new ConcurrentHashMap<>();
  private final Queue<Word> words = new ConcurrentLinkedQueue<>();
  private final Map<String, List<String>> shown = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> canaries = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> movedBack = new ConcurrentHashMap<>();
  private volatile @Nullable String running;

  /** The rollout that has been begun last; null while that may be another one. */
  @Nullable String running() {
    return running;
  }

  void running(@Nullable String id) {
    running = id;
  }

  void feedback(String prediction, String label) {
    feedback.put(prediction, label);
  }

  int feedback() {
    return feedback.size();
  }

  void word(String rollout, String actor, String phase) {
    words.add(new Word(rollout, actor, phase));
  }

  int words() {
    return words.size();
  }

  /** Keys of all events that were shown of a rollout. */
  void events(String rollout, List<String> keys) {
    shown.put(rollout, keys);
  }

  boolean wasCanary(String rollout, String unit) {
    return canaries.getOrDefault(rollout, Set.of()).contains(unit);
  }

  void canary(String rollout, String unit) {
    canaries.computeIfAbsent(rollout, key -> ConcurrentHashMap.newKeySet()).add(unit);
  }

  void movedBack(String rollout, String unit) {
    movedBack.computeIfAbsent(rollout, key -> ConcurrentHashMap.newKeySet()).add(unit);
  }

  /** Acknowledged labels that are not in the journal. */
  void checkFeedback(Map<String, String> kept) {
    assertThat(kept).as("feedback").containsAllEntriesOf(feedback);
  }

  /** Nothing that was told is untrue, and nobody was served by a weight that was never written. */
  void check(Kept kept) {
    for (Word word : words) {
      assertThat(kept.find(word.rollout())).as("%s", word).isPresent();
      assertThat(kept.find(word.rollout()).orElseThrow().events())
          .as("%s", word)
          .anyMatch(event -> event.actor().equals(word.actor()) && event.to().equals(word.phase()));
    }
    shown.forEach(
        (id, keys) ->
            assertThat(kept.find(id).orElseThrow().events().stream().map(Event::key).toList())
                .as("events that were shown of %s", id)
                .startsWith(keys.toArray(String[]::new)));
    canaries.forEach(
        (id, units) -> {
          int weight = kept.find(id).orElseThrow().weightMax();
          assertThat(units).as(id).allMatch(unit -> UnitHash.of(id, unit).bucket() < weight);
        });
    kept.running()
        .map(Rollout::id)
        .ifPresent(
            id ->
                assertThat(movedBack.getOrDefault(id, Set.of()))
                    .as("units of %s that went back", id)
                    .isEmpty());
  }
}
