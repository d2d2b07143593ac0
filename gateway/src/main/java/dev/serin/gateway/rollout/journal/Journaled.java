package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.decision.Change;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.decision.RolloutState;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rollout and its place in the journal. Immutable: a move says what to write, and what is true
 * once that is written.
 */
public final class Journaled {
  private static final int DISAGREEMENTS = 10;

  /**
   * What to write, and what is true then.
   *
   * @param write what the journal must keep, without a word on the stable version
   * @param change empty where only evidence was added
   */
  public record Move(Write write, Journaled next, Optional<Change> change) {}

  private final String id;
  private final Instant started;
  private final @Nullable Instant ended;
  private final Rollout rollout;
  private final long entries;
  private final long events;
  private final List<Disagreement> strongest;

  private Journaled(
      String id,
      Instant started,
      @Nullable Instant ended,
      Rollout rollout,
      long entries,
      long events,
      List<Disagreement> strongest) {
    this.id = id;
    this.started = started;
    this.ended = ended;
    this.rollout = rollout;
    this.entries = entries;
    this.events = events;
    this.strongest = strongest;
  }

  /** A rollout that begins. */
  public static Move start(String id, RolloutPlan plan, String actor, Instant now) {
    Journaled start = begun(id, plan, now);
    Event event = EventJson.start(start.rollout, actor, now);
    return new Move(new Write(start.row(), null, event, List.of(), null), start, Optional.empty());
  }

  /** A rollout that began at {@code started}, when its first event was written. */
  static Journaled begun(String id, RolloutPlan plan, Instant started) {
    return new Journaled(id, started, null, Rollout.start(plan, started), 0, 1, List.of());
  }

  public String id() {
    return id;
  }

  public Instant started() {
    return started;
  }

  /** Null while it runs. */
  public @Nullable Instant ended() {
    return ended;
  }

  public Rollout rollout() {
    return rollout;
  }

  /** Entries written so far. */
  public long entries() {
    return entries;
  }

  /** Events written so far. */
  public long events() {
    return events;
  }

  /** Images on which the versions disagreed most so far, strongest first, at most ten. */
  public List<Disagreement> strongest() {
    return strongest;
  }

  /** As {@link #look(Observed, boolean, boolean, Instant)}, where no label waits. */
  public Optional<Move> look(Observed seen, boolean ready, Instant now) {
    return look(seen, ready, false, now);
  }

  /**
   * One look.
   *
   * @param labelsWait whether a label has come that counts and is in no tally yet
   * @return empty where nothing was seen and nothing changes, so that nothing need be written
   */
  public Optional<Move> look(Observed seen, boolean ready, boolean labelsWait, Instant now) {
    Rollout.Move move = rollout.look(seen.tally(), ready, labelsWait, now);
    if (seen.isEmpty() && move.change().isEmpty()) {
      return Optional.empty();
    }
    // What was left out for good is done with too: nobody need ask for it again.
    List<String> pairs =
        Stream.concat(
                seen.pairs().stream().map(LabelledPair::image), seen.firsts().repeated().stream())
            .toList();
    return Optional.of(
        moved(
            move,
            EntryJson.look(seen, ready, labelsWait),
            now,
            pairs,
            merged(seen.disagreements())));
  }

  /**
   * A person's word.
   *
   * @return empty where it changes nothing
   * @throws dev.serin.gateway.rollout.decision.IllegalCommandException where it makes no sense now
   * @throws dev.serin.gateway.rollout.decision.UnprovenException where it promotes without proof
   */
  public Optional<Move> order(Order order, Instant now) {
    return ordered(order, rollout.order(order, now), now);
  }

  /** The same as an entry of a journal has it: what was done then needed no proof, or had it. */
  Optional<Move> again(Order order, Instant now) {
    Rollout.Move move =
        order.force().isEmpty()
            ? rollout.command(order.command(), order.actor(), now)
            : rollout.order(order, now);
    return ordered(order, move, now);
  }

  private Optional<Move> ordered(Order order, Rollout.Move move, Instant now) {
    return move.change().isEmpty()
        ? Optional.empty()
        : Optional.of(moved(move, EntryJson.order(order), now, List.of(), strongest));
  }

  /**
   * Goes on from a state that the journal does not lead to, with the clock stopped.
   *
   * @param journaledEvents events that the journal has
   */
  public Move suspend(RolloutState left, long journaledEvents, String why, Instant now) {
    Journaled known =
        new Journaled(id, started, ended, rollout, entries, journaledEvents, strongest);
    Rollout.Move move = rollout.suspend(left, why, now);
    JsonObject entry = EntryJson.correction(left, journaledEvents, why);
    return known.moved(move, entry, now, List.of(), strongest);
  }

  /** After an entry that could not be read. */
  Journaled skipped() {
    return new Journaled(id, started, ended, rollout, entries + 1, events, strongest);
  }

  /** What the journal keeps of it beside entries and events. */
  public Row row() {
    return new Row(
        id,
        rollout.plan().model(),
        PlanJson.write(rollout.plan()).encode(),
        started,
        rollout.state().phase().toString(),
        StateJson.write(rollout.state()).encode(),
        ended);
  }

  private Move moved(
      Rollout.Move move,
      JsonObject entry,
      Instant now,
      List<String> pairs,
      List<Disagreement> disagreements) {
    Rollout after = move.next();
    Event event =
        move.change().map(change -> EventJson.change(events + 1, after, change)).orElse(null);
    // An abort after the promotion is another end.
    Instant end = !after.state().phase().isFinal() ? null : move.change().isPresent() ? now : ended;
    Journaled next =
        new Journaled(
            id,
            started,
            end,
            after,
            entries + 1,
            event == null ? events : event.seq(),
            disagreements);
    Entry written = new Entry(next.entries, now, entry.encode());
    return new Move(new Write(next.row(), written, event, pairs, null), next, move.change());
  }

  /** Each image once. */
  private List<Disagreement> merged(List<Disagreement> more) {
    if (more.isEmpty()) {
      return strongest;
    }
    Map<String, Disagreement> byImage =
        Stream.concat(strongest.stream(), more.stream())
            .collect(
                Collectors.toMap(
                    Disagreement::image,
                    one -> one,
                    (a, b) -> a.strength() >= b.strength() ? a : b));
    return byImage.values().stream()
        .sorted(
            Comparator.comparingDouble(Disagreement::strength)
                .reversed()
                .thenComparing(Disagreement::image))
        .limit(DISAGREEMENTS)
        .toList();
  }
}
