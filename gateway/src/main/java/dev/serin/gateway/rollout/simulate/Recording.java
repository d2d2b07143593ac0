package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one simulated rollout with all its guards, as the controller would have kept it:
 * rows, entries and events as JSON text. Effects are drawn for each, so that all verdicts occur;
 * every fourth one is paused for a while.
 */
final class Recording {
  private static final double[] RATIOS = {1, 1, 1, 1.5, 2, 10};
  private static final double[] LOSSES = {0, 0, 0, 0.05};
  private static final double[] DISAGREEMENTS = {0.05, 0.06, 0.08, 0.12};
  private static final double[] SHIFTS = {0, 0, -0.01, -0.03};
  private static final double[] SLOWDOWNS = {1, 1, 1, 1.2};
  private static final double RATE = 2;
  private static final double BASE = 0.05;
  private static final int PAUSES = 4;

  private final List<Entry> entries = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private Journaled rollout;
  private Row row;

  private Recording(String id) {
    Journaled.Move start = Journaled.start(id, Ramp.plan(Guards.ALL), "simulation", Ramp.START);
    this.rollout = start.next();
    this.row = start.write().row();
    keep(start);
  }

  /** Simulates and records one rollout. */
  static Recording of(long seed, int number) {
    Dice dice = Dice.of(seed, "recording", number);
    Traffic traffic = new CrowdTraffic(Weather.STEADY, RATE, BASE, any(RATIOS, dice));
    Signals signals =
        new Signals(
            SampleModels.latencies(any(SLOWDOWNS, dice)),
            SampleModels.pairs(any(DISAGREEMENTS, dice)),
            SampleModels.confidences(any(SHIFTS, dice)),
            SampleModels.labels(any(LOSSES, dice)));
    Recording recording = new Recording("simulated-2-" + String.format("%08x", number));
    int pause = dice.below(PAUSES) == 0 ? dice.below(Ramp.MINUTES) : Ramp.MINUTES;
    recording.record(traffic.minutes(dice), signals, dice, pause);
    return recording;
  }

  /** Does the journal again from its text. */
  Replay replay() {
    return Replay.of(row, entries, events);
  }

  /** The phase in which the recorded rollout ended. */
  String verdict() {
    return rollout.rollout().state().phase().toString();
  }

  List<Entry> entries() {
    return entries;
  }

  List<Event> events() {
    return events;
  }

  Row row() {
    return row;
  }

  private void record(List<Minute> minutes, Signals signals, Dice dice, int pause) {
    for (int i = 0; i < minutes.size() && !isOver(); i++) {
      Instant now = Ramp.end(i);
      Tally tally = signals.tally(dice, minutes.get(i));
      Observed seen = new Observed(tally, List.of(), List.of(), List.of(), List.of());
      rollout.look(seen, true, now).ifPresent(this::keep);
      if (i == pause && !isOver()) {
        command(Command.PAUSE, now);
      } else if (i == pause + 1 && !isOver()) {
        command(Command.RESUME, now);
      }
    }
  }

  private void command(Command command, Instant now) {
    rollout.order(new Order(command, "somebody"), now).ifPresent(this::keep);
  }

  private boolean isOver() {
    return rollout.rollout().state().phase().isFinal();
  }

  private void keep(Journaled.Move move) {
    Write write = move.write();
    Optional.ofNullable(write.entry()).ifPresent(entries::add);
    Optional.ofNullable(write.event()).ifPresent(events::add);
    row = write.row();
    rollout = move.next();
  }

  private static double any(double[] values, Dice dice) {
    return values[dice.below(values.length)];
  }
}
