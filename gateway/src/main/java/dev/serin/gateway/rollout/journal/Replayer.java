package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.RolloutState;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does again what a journal says was done, entry by entry. Not thread-safe. */
public final class Replayer {
  private final List<Observed> observed = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private Journaled rollout;
  private int unreadable;

  /**
   * @throws RuntimeException where the row's plan cannot be read
   */
  public Replayer(Row row) {
    rollout = Journaled.begun(row.id(), PlanJson.read(new JsonObject(row.plan())), row.started());
    // Who began it stands nowhere but in the event itself.
    events.add(EventJson.start(rollout.rollout(), "", row.started()));
  }

  private Replayer(Journaled rollout) {
    this.rollout = rollout;
  }

  /** A rollout after one more entry, of which nothing else is wanted. */
  public static Journaled next(Journaled rollout, Entry entry) {
    Replayer one = new Replayer(rollout);
    one.feed(entry);
    return one.rollout;
  }

  /** The next entry. One that cannot be read changes nothing, and is counted. */
  public void feed(Entry entry) {
    Optional<Journaled.Move> move;
    try {
      move = EntryJson.read(entry.body(), new Again(entry));
    } catch (RuntimeException e) {
      unreadable++;
      rollout = rollout.skipped();
      return;
    }
    move.map(Journaled.Move::write).map(write -> write.event()).ifPresent(events::add);
    rollout = move.map(Journaled.Move::next).orElseGet(rollout::skipped);
  }

  /** Where the journal leads to. */
  public Journaled rollout() {
    return rollout;
  }

  /** What was seen, in order. */
  public List<Observed> observed() {
    return observed;
  }

  /** The events that follow from the entries; the first one without its actor. */
  public List<Event> events() {
    return events;
  }

  /** Entries that could not be read or done again. */
  public int unreadable() {
    return unreadable;
  }

  private final class Again implements EntryJson.Reader<Optional<Journaled.Move>> {
    private final Entry entry;

    Again(Entry entry) {
      this.entry = entry;
    }

    @Override
    public Optional<Journaled.Move> look(Observed seen, boolean ready, boolean labelsWait) {
      observed.add(seen);
      return rollout.look(seen, ready, labelsWait, entry.at());
    }

    @Override
    public Optional<Journaled.Move> order(Order order) {
      return rollout.again(order, entry.at());
    }

    @Override
    public Optional<Journaled.Move> correction(RolloutState left, long known, String why) {
      return Optional.of(rollout.suspend(left, known, why, entry.at()));
    }
  }
}
