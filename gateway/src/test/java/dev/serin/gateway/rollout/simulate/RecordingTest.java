package dev.serin.gateway.rollout.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.journal.Replay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordingTest {
  private static final long SEED = 3;
  private static final int ROLLOUTS = 100;

  @Test
  void replay_ofRecordedRollouts_givesEachEventAndTheVerdictToTheByte() {
    List<String> verdicts = new ArrayList<>();
    for (int i = 0; i < ROLLOUTS; i++) {
      Recording recording = Recording.of(SEED, i);
      Replay replay = recording.replay();

      assertThat(replay.same()).as("rollout %d of seed %d: %s", i, SEED, replay).isTrue();
      assertThat(replay.verdict()).isEqualTo(recording.verdict());
      verdicts.add(replay.verdict());
    }
    assertThat(verdicts).contains("aborted", "promoted");
  }

  @Test
  void replay_ofAJournalWithoutOneEntry_differs() {
    Recording recording = Recording.of(SEED, 0);
    List<Entry> entries = new ArrayList<>(recording.entries());
    entries.remove(0);

    assertThat(Replay.of(recording.row(), entries, recording.events()).same()).isFalse();
  }

  @Test
  void replay_ofAnEventThatWasAltered_tellsWhich() {
    Recording recording = Recording.of(SEED, 0);
    List<Event> events = new ArrayList<>(recording.events());
    Event last = events.remove(events.size() - 1);
    String body = last.body().replaceFirst("\"reason\":\"", "\"reason\":\"not ");
    events.add(new Event(last.seq(), last.at(), last.actor(), body));

    Replay replay = Replay.of(recording.row(), recording.entries(), events);

    assertThat(replay.same()).isFalse();
    assertThat(replay.differsAt()).isEqualTo(last.seq());
  }
}
