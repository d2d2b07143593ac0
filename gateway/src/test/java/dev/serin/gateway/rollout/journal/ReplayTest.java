package dev.serin.gateway.rollout.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.IllegalCommandException;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.UnprovenException;
import dev.serin.gateway.rollout.evidence.Tally;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A journal leads to what was done, or says where it does not. */
final class ReplayTest {
  private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");

  private static final Observed NOTHING =
      new Observed(new Tally(), List.of(), List.of(), List.of(), List.of());

  private final List<Entry> entries = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final Random random = new Random(7);
  private Journaled rollout;
  private Row row;

  @BeforeEach
  void start() {
    keep(Optional.of(Journaled.start("pets-2-0a0b0c0d", Plans.twoSteps(), "anna", START)));
  }

  @Test
  void of_untouchedJournal_sameToTheByte() {
    drive();
    Replay replay = Replay.of(row, entries, events);
    assertThat(replay).isEqualTo(new Replay(true, entries.size(), events.size(), "promoted", null));
    assertThat(replay.json().encode())
        .startsWith("{\"same\":true,\"entries\":")
        .endsWith("\"verdict\":\"promoted\",\"differs_at\":null}");
  }

  /** Former releases wrote no reason, and asked for no proof. */
  @Test
  void of_promotionOfAFormerRelease_same() {
    Journaled begun = Journaled.start("a", Plans.required(), "anna", START).next();
    assertThatThrownBy(() -> begun.order(new Order(Command.PROMOTE, "bob"), START))
        .isInstanceOf(UnprovenException.class);
    Entry entry =
        new Entry(1, START, "{\"kind\":\"command\",\"command\":\"promote\",\"actor\":\"bob\"}");
    assertThat(Replayer.next(begun, entry).rollout().state().reason()).isEqualTo("promote by bob");
  }

  @Test
  void of_forcedPromotion_sameWithItsReason() {
    keep(rollout.order(new Order(Command.PROMOTE, "eve", "demo"), START.plusSeconds(1)));
    assertThat(entries.get(0).body()).contains("\"force\":\"demo\"");
    assertThat(events.get(1).body()).contains("promote by eve, forced: demo");
    assertThat(Replay.of(row, entries, events).same()).isTrue();
  }

  @Test
  void of_labelThatWaited_same() {
    keep(Optional.of(Journaled.start("b", Plans.required(), "anna", START)));
    entries.clear();
    events.remove(0);
    keep(rollout.look(NOTHING, true, true, START.plusSeconds(1)));
    assertThat(entries.get(0).body()).contains("\"labels_wait\":true");
    assertThat(row.state()).contains("\"labelled_at\":\"2026-11-23T16:00:01Z\"");
    assertThat(Replay.of(row, entries, events).same()).isTrue();
  }

  @Test
  void of_abortAfterPromotion_same() {
    drive();
    keep(rollout.order(new Order(Command.ABORT, "eve"), START.plusSeconds(99)));
    assertThat(rollout.ended()).isEqualTo(START.plusSeconds(99));
    assertThat(Replay.of(row, entries, events).verdict()).isEqualTo("aborted");
    assertThat(Replay.of(row, entries, events).same()).isTrue();
  }

  @Test
  void of_changedEvent_namesTheFirstThatDiffers() {
    drive();
    Event second = events.get(1);
    events.set(
        1,
        new Event(
            second.seq(), second.at(), second.actor(), second.body().replace("pause", "paus3")));
    Replay replay = Replay.of(row, entries, events);
    assertThat(replay.same()).isFalse();
    assertThat(replay.differsAt()).isEqualTo(2);
  }

  @Test
  void of_missingEventEntryOrOtherEnd_notSame() {
    drive();
    Event last = events.remove(events.size() - 1);
    assertThat(Replay.of(row, entries, events).differsAt()).isEqualTo(last.seq());
    events.add(last);
    Entry taken = entries.remove(0);
    assertThat(Replay.of(row, entries, events).same()).isFalse();
    entries.add(0, new Entry(taken.seq(), taken.at(), "{\"kind\":\"dance\"}"));
    assertThat(Replay.of(row, entries, events).same()).isFalse();
    entries.set(0, taken);
    Row other =
        new Row(
            row.id(), row.model(), row.plan(), row.started(), "aborted", row.state(), row.ended());
    assertThat(Replay.of(other, entries, events).differsAt()).isEqualTo(events.size());
    assertThat(Replay.of(row, entries, events).same()).isTrue();
  }

  @Test
  void of_suspendedRollout_replaysTheSuspensionToo() {
    look(2);
    Journaled.Move move =
        rollout.suspend(rollout.rollout().state(), events.size(), "odd", START.plusSeconds(3));
    keep(Optional.of(move));
    assertThat(rollout.rollout().state().phase()).isEqualTo(Phase.PAUSED);
    assertThat(Replay.of(row, entries, events).same()).isTrue();
  }

  @Test
  void command_afterTheEnd_refused() {
    drive();
    Instant late = START.plusSeconds(100);
    assertThatThrownBy(() -> rollout.order(new Order(Command.PROMOTE, "anna"), late))
        .isInstanceOf(IllegalCommandException.class)
        .hasMessage("the rollout is promoted: promote makes no sense any more");
  }

  @Test
  void strongest_manyDisagreements_theTenStrongestEachImageOnce() {
    drive();
    assertThat(rollout.strongest()).hasSize(10);
    assertThat(rollout.strongest())
        .isSortedAccordingTo(Comparator.comparingDouble(Disagreement::strength).reversed());
    assertThat(rollout.strongest()).extracting(Disagreement::image).doesNotHaveDuplicates();
  }

  private void drive() {
    keep(rollout.order(new Order(Command.PAUSE, "bob"), START.plusSeconds(1)));
    keep(rollout.order(new Order(Command.RESUME, "bob"), START.plusSeconds(4)));
    for (int second = 5; !rollout.rollout().state().phase().isFinal(); second++) {
      look(second);
    }
    assertThat(rollout.rollout().state().phase()).isEqualTo(Phase.PROMOTED);
  }

  private void look(int second) {
    keep(rollout.look(JournalJsonTest.random(random), true, START.plusSeconds(second)));
  }

  private void keep(Optional<Journaled.Move> move) {
    Write write = move.orElseThrow().write();
    if (write.entry() != null) {
      entries.add(write.entry());
    }
    if (write.event() != null) {
      events.add(write.event());
    }
    row = write.row();
    rollout = move.orElseThrow().next();
  }
}
