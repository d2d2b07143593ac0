package dev.serin.gateway.rollout.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * An e-value has a mean of at most one under its hypothesis. Here all that can happen in a short
 * time is enumerated, with its exact chance, at the edge of the hypothesis and inside of it.
 */
final class ValidityTest {
  private static final double ROUNDING = 1e-12;
  private static final List<Boolean> SIDES = List.of(true, false);

  /** The weight of the next error may depend on the errors before it. */
  private static int weight(List<Boolean> before) {
    int rising = before.size() < 4 ? 100 : before.size() < 8 ? 1_000 : 5_000;
    return !before.isEmpty() && before.get(before.size() - 1) ? rising + 1_500 : rising;
  }

  private static double side(int weight, double ratio) {
    double w = weight / 10_000.0;
    return w * ratio / (w * ratio + 1 - w);
  }

  private static Outcomes<Boolean> errors(double ratio) {
    return new Outcomes<>(
        SIDES,
        (before, canary) -> {
          double theta = side(weight(before), ratio);
          return canary ? theta : 1 - theta;
        },
        (tally, before, canary) -> tally.error(weight(before), canary));
  }

  private static <T> Outcomes<T> independent(
      List<T> values, double[] chances, BiConsumer<Tally, T> count) {
    return new Outcomes<>(
        values,
        (before, value) -> chances[values.indexOf(value)],
        (tally, before, value) -> count.accept(tally, value));
  }

  @Test
  void errors_harm_meanIsOneAtBoundAndLessInside() {
    EProcess harm = Processes.harm(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1));

    errors(1.1).means(harm, 12).forEach(mean -> assertThat(mean).isCloseTo(1, within(ROUNDING)));
    for (double ratio : new double[] {0.05, 0.5, 1, 1.09}) {
      assertAtMostOne(errors(ratio).means(harm, 12));
    }
    assertThat(errors(3).means(harm, 12).get(12)).isGreaterThan(1.5);
  }

  @Test
  void errors_ratioProof_meanIsOneAtBoundAndLessBeyond() {
    RelativeRisk risk = RelativeRisk.below(2);
    EProcess proof = (seen, scale) -> risk.log(seen.errors(), scale);

    errors(2).means(proof, 12).forEach(mean -> assertThat(mean).isCloseTo(1, within(ROUNDING)));
    for (double ratio : new double[] {2.1, 4, 50}) {
      assertAtMostOne(errors(ratio).means(proof, 12));
    }
    assertThat(errors(0.5).means(proof, 12).get(12)).isGreaterThan(1.1);
  }

  @Test
  void errors_proofWhereBothBoundsAreBroken_meanAtMostOne() {
    Guard guard = new Guard(1.1, 2, 0.01, 0.05, true, Guard.Reaction.ABORT).noMoreThan(0.2);
    EProcess proof = Processes.proof(Signal.ERRORS, guard);
    double rate = 0.2;
    Outcomes<Integer> requests =
        independent(
            List.of(0, 1, 2, 3),
            new double[] {0.5 * rate, 0.5 * (1 - rate), 0.25 * rate, 0.5 - 0.25 * rate},
            (tally, what) -> {
              boolean canary = what < 2;
              tally.requests(canary ? 1 : 0, canary ? 0 : 1);
              tally.split(5_000, canary);
              if (what % 2 == 0) {
                tally.error(5_000, canary);
              }
            });

    assertAtMostOne(requests.means(proof, 7));
  }

  @Test
  void agreement_bothDirections_meanAtMostOne() {
    Guard guard = Guard.of(Signal.AGREEMENT, 0.08);
    EProcess harm = Processes.harm(Signal.AGREEMENT, guard);
    EProcess proof = Processes.proof(Signal.AGREEMENT, guard);

    assertThat(share(0.08).means(harm, 12).get(12)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(share(0.03).means(harm, 12));
    assertThat(share(0.12).means(proof, 12).get(12)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(share(0.4).means(proof, 12));
  }

  private static Outcomes<Boolean> share(double share) {
    return independent(SIDES, new double[] {share, 1 - share}, Tally::agreement);
  }

  @Test
  void accuracy_bothDirections_meanAtMostOne() {
    Guard guard = Guard.of(Signal.ACCURACY, 0.02);
    EProcess harm = Processes.harm(Signal.ACCURACY, guard);
    EProcess proof = Processes.proof(Signal.ACCURACY, guard);

    assertThat(loss(0.12, 0.10).means(harm, 8).get(8)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(loss(0.3, 0.4).means(harm, 8));
    assertThat(loss(0.13, 0.10).means(proof, 8).get(8)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(loss(0.5, 0.3).means(proof, 8));
  }

  private static Outcomes<Integer> loss(double worse, double better) {
    return independent(
        List.of(-1, 1, 0),
        new double[] {worse, better, 1 - worse - better},
        (tally, gain) -> tally.label("Coat", gain <= 0, gain >= 0));
  }

  @Test
  void latency_bothDirections_meanAtMostOne() {
    Guard guard = Guard.of(Signal.LATENCY, 0.03);
    EProcess harm = Processes.harm(Signal.LATENCY, guard);
    EProcess proof = Processes.proof(Signal.LATENCY, guard);

    assertThat(slower(0.53).means(harm, 7).get(7)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(slower(0.4).means(harm, 7));
    assertThat(slower(0.6).means(proof, 7).get(7)).isCloseTo(1, within(ROUNDING));
    assertAtMostOne(slower(0.7).means(proof, 7));
  }

  /** How many of ten stable requests were faster: 0, 1.5, 9 or all, with the given mean of u. */
  private static Outcomes<Double> slower(double mean) {
    double most = (mean - 0.3 * 0.15 - 0.2 * 0.9) / 1.0;
    return independent(
        List.of(0.0, 1.5, 9.0, 10.0),
        new double[] {0.5 - most, 0.3, 0.2, most},
        (tally, slower) -> tally.latency(slower, 10));
  }

  @Test
  void confidence_roundedToGrid_meanAtMostOne() {
    Guard guard = Guard.of(Signal.CONFIDENCE, 0.01);
    EProcess harm = Processes.harm(Signal.CONFIDENCE, guard);
    EProcess proof = Processes.proof(Signal.CONFIDENCE, guard);

    for (double shift : new double[] {0.01, 0, -0.004, -0.01}) {
      assertAtMostOne(shift(shift).means(harm, 7));
    }
    for (double shift : new double[] {0.02, 0.3, -0.02, -0.3}) {
      assertAtMostOne(shift(shift).means(proof, 7));
    }
  }

  /** None of the values lies on the grid. */
  private static Outcomes<Double> shift(double mean) {
    return independent(
        List.of(mean - 0.30003, mean + 0.10001, mean + 0.30007, mean - 0.10015),
        new double[] {0.25, 0.25, 0.25, 0.25},
        (tally, difference) -> tally.confidence(difference + 0.000025));
  }

  @Test
  void classes_noneHarmed_meanAtMostOne() {
    List<String> labels = List.of("Coat", "Bag", "Coat", "Shirt", "Bag", "Coat", "Coat", "Bag");
    Outcomes<Integer> outcomes =
        new Outcomes<>(
            List.of(-1, 1, 0),
            (before, gain) -> gain == 0 ? 0.4 : 0.3,
            (tally, before, gain) -> tally.label(labels.get(before.size()), gain <= 0, gain >= 0));

    for (int number : new int[] {3, 10, 2}) {
      Guard guard = Guard.of(Signal.CLASSES, 0).withLabels(number);
      outcomes
          .means(Processes.harm(Signal.CLASSES, guard), 8)
          .forEach(mean -> assertThat(mean).isCloseTo(1, within(ROUNDING)));
    }
  }

  @Test
  void split_unitsMetAgainAtNextWeight_meanAndChanceOfAlarmBounded() {
    EProcess harm = Processes.harm(Signal.SPLIT, Guard.of(Signal.SPLIT, 0));
    // Each unit is the candidate's at both weights, at the higher one only, or never.
    List<Integer> sides = List.of(2, 1, 0);
    Outcomes<Integer> units =
        new Outcomes<>(
            sides,
            (before, side) -> side == 2 ? 0.1 : side == 1 ? 0.4 : 0.5,
            (tally, before, side) -> {
              tally.split(1_000, side == 2);
              tally.split(5_000, side >= 1);
            });

    assertAtMostOne(units.means(harm, 8));
    for (double alpha : new double[] {0.3, 0.1, 0.01}) {
      assertThat(units.chanceOfReaching(-StrictMath.log(alpha), harm, 8)).isLessThan(alpha);
    }
  }

  @Test
  void errors_allStoppingTimes_chanceOfAlarmAtMostAlpha() {
    EProcess harm = Processes.harm(Signal.ERRORS, Guard.of(Signal.ERRORS, 1.1));

    for (double alpha : new double[] {0.5, 0.2, 0.05}) {
      double chance = errors(1.1).chanceOfReaching(-StrictMath.log(alpha), harm, 12);
      assertThat(chance).isPositive().isLessThanOrEqualTo(alpha);
    }
  }

  private static void assertAtMostOne(List<Double> means) {
    assertThat(means).allSatisfy(mean -> assertThat(mean).isLessThanOrEqualTo(1 + ROUNDING));
  }
}
