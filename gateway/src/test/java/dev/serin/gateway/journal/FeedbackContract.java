package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.config.FeedbackConfig;
import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.usage.LabelCounts;
import dev.serin.gateway.usage.UsageRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose labels are kept, how many, for how long, and which are evidence. */
abstract class FeedbackContract extends JournalFixture {
  private static final String OTHER = "b".repeat(64);
  private static final Instant OLD = T0.minus(Duration.ofDays(400));

  @Test
  void put_callerAndTrusted_keptSideBySideAndTheTrustedOneStands() {
    put(LabelSource.CALLER, "p1", IMAGE, "cat", T0);
    put(LabelSource.TRUSTED, "p1", IMAGE, "dog", T0.plusSeconds(1));
    put(LabelSource.TRUSTED, "p2", IMAGE, "cat", T0);
    put(LabelSource.CALLER, "p2", IMAGE, "dog", T0.plusSeconds(1));
    put(LabelSource.CALLER, "p2", IMAGE, "bird", T0.plusSeconds(2));
    put(LabelSource.CALLER, "p3", IMAGE, "cat", T0);
    assertThat(count("feedback")).isEqualTo(5);
    UsageRow row = usage(T0).get(0);
    assertThat(row.feedback()).as("each answer once").isEqualTo(new LabelCounts(3, 2));
    assertThat(row.trusted()).isEqualTo(new LabelCounts(2, 1));
    assertThat(row.caller()).isEqualTo(new LabelCounts(3, 2));
  }

  @Test
  void unpaired_evidenceTrusted_callersLabelsAreNotAskedAbout() {
    start("r1", T0);
    put(LabelSource.CALLER, "p1", IMAGE, "cat", T0);
    put(LabelSource.CALLER, "p2", OTHER, "cat", T0);
    put(LabelSource.TRUSTED, "p3", OTHER, "dog", T0.plusSeconds(1));
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label(OTHER, "dog", "p3"));
  }

  @Test
  void unpaired_evidenceAll_everyImageOnceAndTrustedLabelsFirst() {
    reopen(labels(Evidence.ALL, 100));
    start("r1", T0);
    put(LabelSource.CALLER, "p1", IMAGE, "cat", T0.plusSeconds(2));
    put(LabelSource.CALLER, "p2", OTHER, "cat", T0);
    put(LabelSource.TRUSTED, "p3", OTHER, "dog", T0.plusSeconds(1));
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label(OTHER, "dog", "p3"), new Label(IMAGE, "cat", "p1"));
  }

  @Test
  void put_noRoom_refusedForThatSourceOnlyAndNothingKeptIsTouched() {
    reopen(labels(Evidence.TRUSTED, 3));
    for (int i = 0; i < 3; i++) {
      put(LabelSource.CALLER, "p" + i, IMAGE, "cat", T0);
    }
    for (int round = 0; round < 2; round++) {
      assertThat(refusal(LabelSource.CALLER, "more")).isEqualTo(ProblemCode.FEEDBACK_FULL);
      put(LabelSource.CALLER, "p0", IMAGE, "dog", T0.plusSeconds(1));
      put(LabelSource.TRUSTED, "t" + round, IMAGE, "dog", T0);
      // What another start finds is counted anew.
      reopen(labels(Evidence.TRUSTED, 3));
    }
    assertThat(usage(T0).get(0).caller()).isEqualTo(new LabelCounts(3, 2));
    assertThat(usage(T0).get(0).trusted().labels()).isEqualTo(2);
    put(LabelSource.TRUSTED, "t2", IMAGE, "dog", T0);
    assertThat(refusal(LabelSource.TRUSTED, "t3")).isEqualTo(ProblemCode.FEEDBACK_FULL);
    assertThat(registry.get("serin.feedback.refused").tag("source", "caller").counter().count())
        .isEqualTo(2);
  }

  @Test
  void prune_oldLabels_deletedAndTheUsageOfTheirHoursStays() {
    reopen(labels(Evidence.TRUSTED, 4));
    put(LabelSource.CALLER, "p1", IMAGE, "cat", OLD);
    put(LabelSource.TRUSTED, "p1", IMAGE, "dog", OLD.plusSeconds(1));
    put(LabelSource.TRUSTED, "p2", IMAGE, "cat", OLD.plusSeconds(2));
    put(LabelSource.TRUSTED, "p3", IMAGE, "dog", T0);
    List<UsageRow> before = usage(OLD);
    assertThat(before).hasSize(1);
    assertThat(prune(T0, 2)).as("a batch at a time").isEqualTo(2);
    assertThat(usage(OLD)).isEqualTo(before);
    assertThat(prune(T0, 2)).isEqualTo(1);
    assertThat(prune(T0, 2)).isZero();
    assertThat(usage(OLD)).isEqualTo(before);
    assertThat(usage(T0).get(0).trusted()).as("young enough").isEqualTo(new LabelCounts(1, 0));
    assertThat(count("feedback")).isEqualTo(1);
  }

  @Test
  void prune_fullJournal_hasRoomAgainOnceItIsCounted() {
    reopen(labels(Evidence.TRUSTED, 1));
    put(LabelSource.CALLER, "p1", IMAGE, "cat", OLD);
    assertThat(refusal(LabelSource.CALLER, "p2")).isEqualTo(ProblemCode.FEEDBACK_FULL);
    prune(T0, 10);
    journal.feedback().recount().await();
    put(LabelSource.CALLER, "p2", IMAGE, "cat", T0);
    assertThat(registry.get("serin.feedback.kept").tag("source", "caller").gauge().value())
        .isEqualTo(1);
  }

  private int prune(Instant before, int most) {
    return journal.feedback().prune(before, most).await();
  }

  private void reopen(FeedbackConfig labels) {
    journal.close().await();
    // A gauge stays with the object that registered it first.
    registry.find("serin.feedback.kept").gauges().forEach(registry::remove);
    journal = open(TIMEOUT, 1000, labels);
  }

  private ProblemCode refusal(LabelSource source, String prediction) {
    return catchThrowableOfType(
            ProblemException.class,
            () ->
                journal
                    .feedback()
                    .put(new Feedback(prediction, source, MODEL, "1", IMAGE, "cat", "cat", T0))
                    .await())
        .problem()
        .code();
  }

  private List<UsageRow> usage(Instant hour) {
    return journal.usage().read(hour, hour.plusSeconds(3600)).await();
  }
}
