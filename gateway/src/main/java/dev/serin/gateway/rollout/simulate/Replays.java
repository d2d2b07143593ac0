package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.journal.Replay;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** Records rollouts, does them again from their journals, and counts. */
final class Replays {
  private final Map<String, Integer> verdicts = new TreeMap<>();
  private int same;
  private long entries;
  private long events;

  /** Records and replays rollouts 0 to {@code number} - 1. */
  static Replays of(long seed, int number, Progress progress) {
    Replays replays = new Replays();
    for (int i = 0; i < number; i++) {
      replays.add(Recording.of(seed, i));
      progress.done(1, "replay");
    }
    return replays;
  }

  private void add(Recording recording) {
    Replay replay = recording.replay();
    same += replay.same() && replay.verdict().equals(recording.verdict()) ? 1 : 0;
    entries += replay.entries();
    events += replay.events();
    verdicts.merge(recording.verdict(), 1, Integer::sum);
  }

  /** Rollouts whose replay gave each event and the end, to the byte. */
  int same() {
    return same;
  }

  /** How often each phase was the last. */
  Map<String, Integer> verdicts() {
    return verdicts;
  }

  void print(PrintStream out) {
    int total = verdicts.values().stream().mapToInt(Integer::intValue).sum();
    out.println(
        same
            + " of "
            + total
            + " replays are the same to the byte: "
            + entries
            + " entries, "
            + events
            + " events, verdicts "
            + verdicts);
  }
}
