package dev.serin.gateway.rollout.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Plans;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExplanationTest {
  private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");

  private Journaled rollout = Journaled.start("pets-2-0", Plans.twoSteps(), "anna", START).next();

  @Test
  void of_candidateThatLosesLabels_saysWhichGuardAndHowStrong() {
    look(labels(350, 61, 8), 1);
    List<String> text = text(2);
    assertThat(text.get(0))
        .isEqualTo("Version 2 of pets was aborted and gets no traffic: accuracy shows harm.");
    assertThat(text)
        .anyMatch(
            sentence ->
                sentence.matches(
                    "Accuracy: of 419 labelled images, stable alone was right on 61 and the candidate alone on 8\\."
                        + " If the candidate were no worse, counts as uneven as these would be seen at most once in [\\d,]+ rollouts,"
                        + " however often one looks; the bar is 1 in 100\\. That is taken for harm\\."));
  }

  @Test
  void of_youngRollout_saysWhatIsMissing() {
    Tally tally = labels(10, 1, 1);
    tally.requests(2, 100);
    look(tally, 1);
    List<String> text = text(3);
    assertThat(text)
        .contains(
            "Version 2 of pets is being rolled out in step 1 of 2 at 1% of the traffic: started.",
            "Split: nothing to compare yet.",
            "This step lasts for at least 7 s more.",
            "This step needs 3 more requests of the candidate.")
        .anyMatch(
            sentence -> sentence.endsWith("the candidate alone on 1. That is no sign of harm."));
  }

  @Test
  void of_pausedWithStorageDown_saysBoth() {
    rollout = rollout.order(new Order(Command.PAUSE, "bob"), START).orElseThrow().next();
    List<String> text =
        Explanation.of(rollout, START, "down").getJsonArray("text").stream()
            .map(String::valueOf)
            .toList();
    assertThat(text.get(0)).contains("is paused").endsWith("pause by bob.");
    assertThat(text.get(1)).startsWith("The journal cannot be written");
    assertThat(text).anyMatch(sentence -> sentence.startsWith("Its clock stands still"));
  }

  private void look(Tally tally, int second) {
    Observed seen = new Observed(tally, List.of(), List.of(), List.of(), List.of());
    rollout = rollout.look(seen, true, START.plusSeconds(second)).orElseThrow().next();
  }

  private List<String> text(int second) {
    return Explanation.of(rollout, START.plusSeconds(second), "ok").getJsonArray("text").stream()
        .map(String::valueOf)
        .toList();
  }

  private static Tally labels(int both, int stable, int candidate) {
    Tally tally = new Tally();
    for (int i = 0; i < both + stable + candidate; i++) {
      tally.label("cat", i >= candidate, i < candidate || i >= candidate + stable);
    }
    return tally;
  }
}
