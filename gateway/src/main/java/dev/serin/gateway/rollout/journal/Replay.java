package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a journal leads to what was done.
 *
 * @param same whether every event and the end follow from the entries, to the byte
 * @param entries how many there are
 * @param events how many are in the journal
 * @param verdict the phase that the entries lead to
 * @param differsAt the first event that does not follow, or is missing; null where all is the same
 */
public record Replay(
    boolean same, long entries, long events, String verdict, @Nullable Long differsAt) {

  /** Replays a whole journal. */
  public static Replay of(Row row, List<Entry> entries, List<Event> events) {
    Replayer again = new Replayer(row);
    entries.forEach(again::feed);
    return of(row, again, events);
  }

  /**
   * Compares what was replayed with the journal.
   *
   * @param again has been fed with all entries
   * @param events all of the journal
   */
  public static Replay of(Row row, Replayer again, List<Event> events) {
    Journaled end = again.rollout();
    Long differs = firstDifference(again.events(), events);
    if (differs == null && !(again.unreadable() == 0 && end.row().equals(row))) {
      differs = (long) events.size();
    }
    return new Replay(
        differs == null,
        end.entries(),
        events.size(),
        end.rollout().state().phase().toString(),
        differs);
  }

  public JsonObject json() {
    return new JsonObject()
        .put("same", same)
        .put("entries", entries)
        .put("events", events)
        .put("verdict", verdict)
        .put("differs_at", differsAt);
  }

  private static @Nullable Long firstDifference(List<Event> replayed, List<Event> journaled) {
    for (int i = 0; i < Math.max(replayed.size(), journaled.size()); i++) {
      if (i >= replayed.size() || i >= journaled.size()) {
        return (long) i + 1;
      }
      Event event = journaled.get(i);
      Event again = replayed.get(i);
      String actor = i == 0 ? event.actor() : again.actor();
      if (!event.equals(new Event(again.seq(), again.at(), actor, again.body()))) {
        return event.seq();
      }
    }
    return null;
  }
}
