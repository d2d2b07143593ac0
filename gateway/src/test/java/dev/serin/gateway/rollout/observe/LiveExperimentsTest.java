package dev.serin.gateway.rollout.observe;

import static dev.serin.gateway.error.ProblemCode.INTERNAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.results.Waiter.Source;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.rollout.evidence.ValueCounts;
import dev.serin.gateway.rollout.journal.ObservedJson;
import dev.serin.gateway.rollout.journal.TallyJson;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.routing.Split;
import dev.serin.gateway.routing.Traffic;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class LiveExperimentsTest {
  private final Scene scene = new Scene().open(5_000);
  private final String canary = scene.unit(true, 0);
  private final String stable = scene.unit(false, 0);

  @Test
  void answered_executedOnEachArm_requestsAndUnitsByArm() {
    scene.answered(canary, null);
    scene.answered(canary, null);
    scene.answered(stable, null);
    Tally tally = scene.drain().tally();
    assertThat(List.of(tally.canaryRequests(), tally.stableRequests())).containsExactly(2L, 1L);
    assertThat(tally.split().byWeight()).containsOnlyKeys(5_000);
    assertThat(tally.split().canary()).isEqualTo(1);
    assertThat(tally.split().total()).isEqualTo(2);
    assertThat(scene.meters.get("serin.rollout.requests").tags("arm", "canary").counter().count())
        .isEqualTo(2);
    assertThat(scene.drain().isEmpty()).isTrue();
  }

  @Test
  void answered_notFresh_isNothing() {
    scene.answered(canary, 1, Scene.outcome(100, Source.HIT, false, null));
    scene.answered(canary, 1, Scene.outcome(100, Source.COLLAPSED, false, INTERNAL));
    scene.answered(stable, 1, Scene.outcome(100, Source.MISS, false, null));
    assertOnlyLeftOut(LeftOut.CACHED, 3);
  }

  private void assertOnlyLeftOut(LeftOut why, long number) {
    Observed seen = scene.drain();
    assertThat(seen.tally().leftOut(why)).isEqualTo(number);
    Tally only = new Tally();
    only.leftOut(why, number);
    assertThat(ObservedJson.write(seen, new JsonObject()))
        .isEqualTo(new JsonObject().put("tally", TallyJson.write(only)));
  }

  @Test
  void answered_pinned_isNothing() {
    for (String pin : List.of("canary", "stable", "1", "2", "3")) {
      scene.experiments.answered(
          scene.route(pin, canary), List.of(Scene.outcome(1, Source.MISS, true, INTERNAL)), 1);
    }
    assertOnlyLeftOut(LeftOut.PINNED, 5);
  }

  @Test
  void refused_beforeItWasRouted_isLeftOutOfTheModelsRollout() {
    scene.experiments.refused("pets");
    scene.experiments.refused("cars");
    assertOnlyLeftOut(LeftOut.REFUSED, 1);
  }

  @Test
  void answered_anotherVersionIsStableByNow_isNothing() {
    scene.experiments.stable("pets", "3");
    scene.answered(stable, null);
    scene.answered(canary, null);
    assertThat(scene.drain().isEmpty()).isTrue();
    assertThat(scene.shadowed).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERNAL", "DEADLINE_EXCEEDED"})
  void answered_versionsFault_oneErrorForEachUnit(ProblemCode code) {
    scene.answered(canary, code);
    scene.answered(canary, code);
    scene.answered(stable, code);
    Observed observed = scene.drain();
    assertThat(observed.tally().errors().canary()).isEqualTo(1);
    assertThat(observed.tally().errors().total()).isEqualTo(2);
    assertThat(observed.tally().canaryRequests()).isEqualTo(2);
    assertThat(observed.erred()).hasSize(2);
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    scene.answered(canary, code);
    assertThat(scene.drain().tally().errors().isEmpty()).as("at another weight").isTrue();
  }

  /** Its unit was dealt to a side all the same: that is all that the audit of the split asks. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"INTERNAL", "DEADLINE_EXCEEDED"})
  void answered_notTheVersionsFault_neitherErrorNorRequest(ProblemCode code) {
    scene.answered(canary, code);
    Observed observed = scene.drain();
    assertThat(observed.erred()).isEmpty();
    assertThat(observed.tally().errors().isEmpty()).isTrue();
    assertThat(observed.tally().canaryRequests()).isZero();
    assertThat(observed.tally().split().canary()).isEqualTo(1);
    assertThat(observed.tally().leftOut(LeftOut.REFUSED)).isEqualTo(1);
  }

  @Test
  void answered_formOfSeveralImages_oneRequestOneErrorNoLatency() {
    Outcome good = Scene.outcome(100, Source.MISS, true, null);
    Outcome bad = Scene.outcome(101, Source.MISS, true, INTERNAL);
    Outcome known = Scene.outcome(102, Source.HIT, false, null);
    scene.answered(stable, 1, good);
    scene.answered(canary, 1, good, bad, bad, known);
    scene.answered(canary, 1, good, known);
    Tally tally = scene.drain().tally();
    assertThat(tally.canaryRequests()).isEqualTo(2);
    assertThat(tally.errors().canary()).isEqualTo(1);
    assertThat(tally.split().canary()).isEqualTo(1);
    assertThat(tally.latency().isEmpty()).isTrue();
  }

  @Test
  void weight_raised_unitsAreMetAfresh() {
    scene.answered(canary, null);
    assertThat(scene.drain().met()).hasSize(1);
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    scene.answered(canary, null);
    scene.answered(canary, null);
    Observed observed = scene.drain();
    assertThat(observed.met()).hasSize(1);
    assertThat(observed.tally().split().byWeight()).containsOnlyKeys(6_000);
    assertThat(scene.traffic.of("pets").split()).isEqualTo(new Split(Scene.ROLLOUT, "2", 6_000));
  }

  /** Otherwise the slower arm would lose more units at each step. */
  @Test
  void answered_assignedUnderTheLastWeight_countsThere() {
    Route late = scene.route(null, canary);
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    scene.answered(canary, null);
    for (int i = 0; i < 2; i++) {
      scene.experiments.answered(late, List.of(Scene.outcome(100, Source.MISS, true, INTERNAL)), 1);
    }
    Observed observed = scene.drain();
    assertThat(observed.met()).hasSize(1);
    assertThat(observed.tally().split().byWeight()).containsOnlyKeys(5_000, 6_000);
    assertThat(observed.tally().split().total()).isEqualTo(2);
    assertThat(observed.tally().errors().byWeight()).containsOnlyKeys(5_000);
  }

  @Test
  void latency_canary_comparedWithAllFreshStableOfItsSizeOnce() {
    latency(stable(1), 100, 10);
    latency(stable(2), 100, 20);
    latency(stable(3), 90, 30);
    latency(stable(4), 5_000, 1);
    latency(canary(1), 110, 20);
    latency(canary(2), 110, 20);
    Tally tally = scene.drain().tally();
    assertThat(tally.latency().counts())
        .isEqualTo(Map.of((int) (1.5 / 3 * Tally.LATENCY_SCALE), 1L));
    assertThat(tally.leftOut(LeftOut.UNMATCHED)).isEqualTo(1);
    latency(canary(3), 5_000, 2);
    assertThat(scene.drain().tally().latency().counts()).isEqualTo(Map.of(Tally.LATENCY_SCALE, 1L));
  }

  @Test
  void latency_stableOlderThanAMinute_isNotCompared() {
    latency(stable(1), 100, 10);
    scene.now += Duration.ofSeconds(60).toNanos();
    latency(stable(2), 100, 30);
    scene.now += 1;
    latency(canary(1), 100, 20);
    assertThat(scene.drain().tally().latency().counts()).isEqualTo(Map.of(0, 1L));
    latency(stable(3), 100, 10);
    scene.now += Duration.ofSeconds(61).toNanos();
    latency(canary(2), 100, 20);
    assertThat(scene.drain().tally().latency().isEmpty()).isTrue();
  }

  @Test
  void latency_manyStable_theLastTenAreKept() {
    for (int i = 0; i < 3 * Tally.COMPARED_MAX; i++) {
      latency(stable(i), 100, i);
    }
    latency(canary(1), 100, 2 * Tally.COMPARED_MAX + 1);
    assertThat(scene.drain().tally().latency().counts())
        .isEqualTo(Map.of((int) (1.5 / 10 * Tally.LATENCY_SCALE), 1L));
  }

  @Test
  void latency_failed_isNone() {
    latency(stable(1), 100, 10);
    scene.answered(canary(1), 20, Scene.outcome(100, Source.MISS, true, INTERNAL));
    assertThat(scene.drain().tally().latency().isEmpty()).isTrue();
  }

  /** One user's requests have much in common: many of them are no more than one. */
  @Test
  void latency_unitsThatComeAgain_countOnceAlsoAfterARestart() {
    for (int i = 0; i < 5; i++) {
      latency(stable(1), 100, 10);
      latency(canary(1), 100, 20);
    }
    Observed seen = scene.drain();
    assertThat(seen.tally().latency().counts()).isEqualTo(Map.of(Tally.LATENCY_SCALE, 1L));
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT)).isEqualTo(8);
    assertThat(seen.firsts().timed()).hasSize(2);

    Scene restarted = new Scene().open(5_000, seen);
    for (String unit : List.of(stable(1), canary(1))) {
      restarted.answered(unit, 5, Scene.outcome(100, Source.MISS, true, null));
    }
    Tally after = restarted.drain().tally();
    assertThat(after.latency().isEmpty()).isTrue();
    assertThat(after.leftOut(LeftOut.SAME_UNIT)).isEqualTo(2);
  }

  /** Until it was compared a unit comes again at each weight, on either side. */
  @Test
  void latency_weightRisen_unitsThatWereNotComparedAreOfferedAgain() {
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    String compared = stable(1);
    String waiting = stable(2);
    scene.experiments.weight(Scene.ROLLOUT, 5_000);
    String first = canary(1);
    String second = canary(2);
    latency(compared, 100, 10);
    latency(waiting, 5_000, 10);
    latency(first, 100, 20);
    scene.experiments.weight(Scene.ROLLOUT, 6_000);
    latency(compared, 5_000, 30);
    latency(waiting, 5_000, 10);
    latency(first, 5_000, 20);
    latency(second, 5_000, 20);
    Tally tally = scene.drain().tally();
    assertThat(tally.latency().counts()).isEqualTo(Map.of(Tally.LATENCY_SCALE, 2L));
    assertThat(tally.leftOut(LeftOut.SAME_UNIT)).isEqualTo(2);
  }

  private void latency(String unit, int size, long nanos) {
    scene.answered(unit, nanos, Scene.outcome(size, Source.MISS, true, null));
  }

  private String stable(int number) {
    return scene.unit(false, number);
  }

  private String canary(int number) {
    return scene.unit(true, number);
  }

  @Test
  void compared_pairs_agreementConfidenceAndEachImageOnce() {
    Experiment experiment = experiment();
    for (int twice = 0; twice < 2; twice++) {
      experiment.compared(
          unit(1), Scene.digest(1), Scene.prediction("cat", 0.75), Scene.prediction("cat", 0.5));
      experiment.compared(
          unit(2), Scene.digest(2), Scene.prediction("cat", 0.5), Scene.prediction("dog", 0.75));
    }
    Observed observed = scene.drain();
    assertThat(observed.tally().agreement().counts()).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(observed.tally().confidence().counts()).isEqualTo(Map.of(-250, 1L, 250, 1L));
    assertThat(observed.disagreements())
        .containsExactly(new Disagreement(Scene.digest(2), "cat", 0.5, "dog", 0.75));
    assertThat(observed.tally().leftOut(LeftOut.SAME_UNIT_IMAGES)).isEqualTo(2);
  }

  /** Many images of one user, one image of many users: neither is more than one draw. */
  @Test
  void compared_sameUnitOrSameImage_onceAlsoAfterARestart() {
    for (int i = 0; i < 9; i++) {
      compare(experiment(), unit(1), i);
      compare(experiment(), unit(i), 20);
    }
    Observed seen = scene.drain();
    assertThat(seen.tally().agreement().total()).isEqualTo(2);
    assertThat(seen.tally().leftOut(LeftOut.SAME_UNIT_IMAGES)).isEqualTo(16);
    Scene restarted = new Scene().open(5_000, seen);
    Experiment again = restarted.experiments.find("pets").orElseThrow();
    compare(again, unit(1), 30);
    compare(again, unit(30), 20);
    assertThat(restarted.drain().tally().agreement().isEmpty()).isTrue();
    compare(again, unit(30), 30);
    assertThat(restarted.drain().tally().agreement().total()).isEqualTo(1);
  }

  private static void compare(Experiment experiment, UnitHash unit, int image) {
    experiment.compared(
        unit, Scene.digest(image), Scene.prediction("cat", 1), Scene.prediction("cat", 1));
  }

  private static UnitHash unit(int number) {
    return UnitHash.of(Scene.ROLLOUT, "unit " + number);
  }

  @Test
  void compared_manyDisagreements_onlyThoseAmongTheTenStrongestAreTold() {
    Experiment experiment = experiment();
    IntStream.rangeClosed(1, 30).forEach(i -> disagree(experiment, i, i / 100.0));
    Observed first = scene.drain();
    assertThat(first.disagreements()).hasSize(10).isSortedAccordingTo(strongestFirst());
    assertThat(first.disagreements().get(0).image()).isEqualTo(Scene.digest(30));
    assertThat(first.disagreements().get(9).image()).isEqualTo(Scene.digest(21));
    disagree(experiment, 31, 0.2);
    disagree(experiment, 32, 0.4);
    List<Disagreement> second = scene.drain().disagreements();
    assertThat(second).extracting(Disagreement::image).containsExactly(Scene.digest(32));

    Scene restarted = new Scene().open(5_000, first);
    Experiment again = restarted.experiments.find("pets").orElseThrow();
    disagree(again, 33, 0.2);
    disagree(again, 30, 0.5);
    assertThat(restarted.drain().disagreements()).isEmpty();
  }

  private static Condition<ValueCounts> sameCounts(ValueCounts expected) {
    return new Condition<>(counts -> counts.counts().equals(expected.counts()), "the counts");
  }

  private static Comparator<Disagreement> strongestFirst() {
    return Comparator.comparingDouble(Disagreement::strength).reversed();
  }

  private static void disagree(Experiment experiment, int image, double strength) {
    experiment.compared(
        unit(image),
        Scene.digest(image),
        Scene.prediction("cat", 1),
        Scene.prediction("dog", strength));
  }

  @Test
  void labelled_sameImageAgain_oncePerRolloutAlsoAfterARestart() {
    LabelledPair pair = pair(1, "cat", "anna");
    assertThat(experiment().wantsLabel(pair.image(), pair.unit())).isTrue();
    experiment().labelled(pair);
    experiment().labelled(pair(1, "dog", "bert"));
    Observed observed = scene.drain();
    assertThat(observed.pairs()).containsExactly(pair);
    ValueCounts cats = new ValueCounts();
    cats.add(-1, 1);
    assertThat(observed.tally().labels())
        .containsOnlyKeys("cat")
        .hasValueSatisfying(sameCounts(cats));
    assertThat(experiment().wantsLabel(pair.image(), Scene.hash("carl"))).isFalse();

    Scene restarted = new Scene().open(5_000, observed);
    Experiment again = restarted.experiments.find("pets").orElseThrow();
    assertThat(again.wantsLabel(pair.image(), pair.unit())).isFalse();
    again.labelled(pair);
    assertThat(restarted.drain().isEmpty()).isTrue();
    restarted.experiments.label(Scene.ROLLOUT, new Label(Scene.digest(1), "cat", "bert"));
    restarted.experiments.label(Scene.ROLLOUT, new Label(Scene.digest(2), "cat", "bert"));
    restarted.experiments.label("other", new Label(Scene.digest(3), "cat", "carl"));
    assertThat(restarted.asked).containsExactly(Scene.digest(2) + "cat");
  }

  /** What is left out is told, so that the journal does not ask for it again and again. */
  @Test
  void labelled_secondImageOfAUnit_isLeftOutForGood() {
    experiment().labelled(pair(1, "cat", "anna"));
    assertThat(experiment().wantsLabel(Scene.digest(2), Scene.hash("anna"))).isFalse();
    assertThat(experiment().wantsLabel(Scene.digest(2), Scene.hash("anna"))).isFalse();
    experiment().labelled(pair(3, "cat", "anna"));
    experiment().labelled(pair(4, "cat", "bert"));
    Observed observed = scene.drain();
    assertThat(observed.pairs()).extracting(LabelledPair::image).hasSize(2);
    assertThat(observed.firsts().repeated()).containsExactly(Scene.digest(2), Scene.digest(3));
    assertThat(observed.tally().leftOut(LeftOut.SAME_UNIT_LABELS)).isEqualTo(2);

    Scene restarted = new Scene().open(5_000, observed);
    for (int image = 2; image < 5; image++) {
      restarted.experiments.label(Scene.ROLLOUT, new Label(Scene.digest(image), "cat", "anna"));
    }
    restarted.experiments.label(Scene.ROLLOUT, new Label(Scene.digest(5), "cat", "anna"));
    assertThat(restarted.asked).isEmpty();
    assertThat(restarted.drain().tally().leftOut(LeftOut.SAME_UNIT_LABELS)).isEqualTo(1);
  }

  /** An older release kept no units: there each image is one. */
  @Test
  void labelled_pairsOfAnOlderRelease_countByTheirImages() {
    Tally tally = new Tally();
    tally.label("cat", true, true);
    LabelledPair former = new LabelledPair(Scene.digest(1), "cat", true, true);
    Observed before = new Observed(tally, List.of(), List.of(), List.of(former), List.of());
    Scene restarted = new Scene().open(5_000, before);
    Experiment again = restarted.experiments.find("pets").orElseThrow();
    assertThat(again.wantsLabel(Scene.digest(1), Scene.hash("anna"))).isFalse();
    assertThat(again.wantsLabel(Scene.digest(2), Scene.hash("anna"))).isTrue();
  }

  private static LabelledPair pair(int image, String label, String unit) {
    return new LabelledPair(Scene.digest(image), label, true, false, Scene.hash(unit));
  }

  @Test
  void shadow_freshOrNot_executedUnpinnedStableAnswersByImageOnly() {
    scene.experiments.close(Scene.ROLLOUT);
    scene.experiments.open(Scene.ROLLOUT, Scene.plan(2_000), 5_000, List.of());
    EncodedImage sampled = null;
    int count = 0;
    for (int i = 0; i < 5_000; i++) {
      EncodedImage image = EncodedImage.of(new byte[] {(byte) i, (byte) (i >> 8)});
      int before = scene.shadowed.size();
      scene.answered(stable, 1, Scene.outcome(image, Source.MISS, i % 2 == 0, null));
      if (scene.shadowed.size() > before) {
        sampled = image;
        count++;
      }
    }
    assertThat(count).as("a fifth of them").isBetween(850, 1_150);
    assertThat(sampled).isNotNull();
    scene.shadowed.clear();
    scene.answered(canary, 1, Scene.outcome(sampled, Source.MISS, true, null));
    scene.answered(stable, 1, Scene.outcome(sampled, Source.HIT, false, null));
    scene.answered(stable, 1, Scene.outcome(sampled, Source.COLLAPSED, false, null));
    scene.answered(stable, 1, Scene.outcome(sampled, Source.MISS, true, INTERNAL));
    scene.experiments.answered(
        scene.route("stable", stable), List.of(Scene.outcome(sampled, Source.MISS, true, null)), 1);
    assertThat(scene.shadowed).isEmpty();
    scene.answered(stable, 1, Scene.outcome(sampled, Source.MISS, true, null));
    assertThat(scene.shadowed).containsExactly(sampled.sha256());
    compare(experiment(), UnitHash.of(Scene.ROLLOUT, stable), 1);
    scene.answered(stable, 1, Scene.outcome(sampled, Source.MISS, true, null));
    assertThat(scene.shadowed).as("of a unit that was compared").hasSize(1);
    assertThat(scene.drain().tally().leftOut(LeftOut.SAME_UNIT_IMAGES)).isEqualTo(1);
  }

  @Test
  void restore_journalFailed_nothingIsLostAndNothingTwice() {
    scene.answered(canary, INTERNAL);
    experiment().labelled(new LabelledPair(Scene.digest(1), "cat", true, true));
    disagree(experiment(), 2, 0.5);
    Observed lost = scene.drain();
    scene.answered(canary, INTERNAL);
    scene.answered(stable, INTERNAL);
    scene.experiments.restore(Scene.ROLLOUT, lost);
    Observed both = scene.drain();
    assertThat(both.tally().canaryRequests()).isEqualTo(2);
    assertThat(both.tally().errors().canary()).isEqualTo(1);
    assertThat(both.erred()).hasSize(2).containsAll(lost.erred());
    assertThat(both.met()).hasSize(2).containsAll(lost.met());
    assertThat(both.pairs()).isEqualTo(lost.pairs());
    assertThat(both.disagreements()).isEqualTo(lost.disagreements());
    assertThat(scene.drain().isEmpty()).isTrue();
  }

  @Test
  void close_answersAfterwards_areNothing() {
    Experiment experiment = experiment();
    Route late = scene.route(null, canary);
    scene.experiments.close(Scene.ROLLOUT);
    scene.experiments.close(Scene.ROLLOUT);
    assertThat(experiment.isOver()).isTrue();
    assertThat(scene.traffic.of("pets")).isEqualTo(Traffic.NONE);
    scene.experiments.answered(late, List.of(Scene.outcome(1, Source.MISS, true, null)), 1);
    experiment.compared(
        unit(1), Scene.digest(1), Scene.prediction("a", 1), Scene.prediction("b", 1));
    experiment.labelled(new LabelledPair(Scene.digest(1), "cat", true, true));
    scene.experiments.weight(Scene.ROLLOUT, 10);
    assertThat(experiment.wantsLabel(Scene.digest(2), Scene.hash("anna"))).isFalse();
    assertThat(scene.drain().isEmpty()).isTrue();
    assertThat(scene.traffic.of("pets")).isEqualTo(Traffic.NONE);
  }

  @Test
  void open_secondForTheModel_isRefused() {
    assertThatIllegalStateException()
        .isThrownBy(() -> scene.experiments.open("pets-3-00000002", Scene.plan(0), 1, List.of()))
        .withMessageContaining(Scene.ROLLOUT);
  }

  private Experiment experiment() {
    return scene.experiments.find("pets").orElseThrow();
  }
}
