package dev.serin.gateway.rollout.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.results.Waiter.Source;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.routing.UnitHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Property: whatever happens in whatever order, an experiment that was restarted from what was
 * journaled adds up to the one that never stopped. Latencies are left out: those that wait for a
 * partner are forgotten by a restart, which costs a comparison and makes none.
 */
final class RestartTest {
  private static final int[] WEIGHTS = {100, 500, 2_500, 5_000, 9_000};

  @Test
  void open_fromTheJournal_addsUpToOneThatNeverStopped() {
    long base = 20261123;
    System.out.println("restarts, seeds from " + base);
    for (int i = 0; i < 60; i++) {
      long seed = base + i;
      List<Observed> through = run(new Random(seed), false);
      List<Observed> restarted = run(new Random(seed), true);
      assertThat(text(restarted)).as("seed %d", seed).isEqualTo(text(through));
      assertThat(cells(restarted)).as("seed %d", seed).isEqualTo(cells(through));
    }
  }

  /** What was journaled; where a restart falls, and whether it happens, changes no draw. */
  private static List<Observed> run(Random random, boolean restarts) {
    Scene scene = new Scene().open(WEIGHTS[0]);
    List<Observed> journal = new ArrayList<>();
    int step = 0;
    int images = 0;
    int units = 1 + random.nextInt(300);
    for (int i = 0; i < 600; i++) {
      switch (random.nextInt(20)) {
        case 0 -> journal.add(scene.drain());
        case 1 -> scene.experiments.restore(Scene.ROLLOUT, scene.drain());
        case 2 -> {
          // As the controller does it: requests still come between the look and the new weight.
          journal.add(scene.drain());
          request(scene, random, units);
          step = Math.min(step + random.nextInt(2), WEIGHTS.length - 1);
          scene.experiments.weight(Scene.ROLLOUT, WEIGHTS[step]);
        }
        case 3 -> {
          journal.add(scene.drain());
          if (restarts) {
            scene = new Scene().open(WEIGHTS[step], journal.toArray(Observed[]::new));
          }
        }
        case 4 -> label(experiment(scene), random);
        case 5 ->
            experiment(scene)
                .compared(
                    UnitHash.of(Scene.ROLLOUT, "u" + random.nextInt(units)),
                    Scene.digest(images++),
                    Scene.prediction("cat", random.nextDouble()),
                    Scene.prediction(random.nextBoolean() ? "cat" : "dog", random.nextDouble()));
        default -> request(scene, random, units);
      }
    }
    journal.add(scene.drain());
    return journal;
  }

  private static void request(Scene scene, Random random, int units) {
    String unit = "u" + random.nextInt(units);
    ProblemCode problem = random.nextInt(3) == 0 ? ProblemCode.INTERNAL : null;
    // Two images, so that no latency counts: a restart forgets who waits to be compared.
    scene.answered(
        unit,
        1,
        Scene.outcome(100, Source.MISS, random.nextInt(5) > 0, problem),
        Scene.outcome(100, Source.HIT, false, null));
  }

  private static void label(Experiment experiment, Random random) {
    String image = Scene.digest(random.nextInt(40));
    boolean stable = random.nextBoolean();
    boolean candidate = random.nextBoolean();
    experiment.labelled(
        new LabelledPair(
            image,
            random.nextBoolean() ? "cat" : "dog",
            stable,
            candidate,
            Scene.hash("u" + random.nextInt(20))));
  }

  private static Experiment experiment(Scene scene) {
    return scene.experiments.find("pets").orElseThrow();
  }

  private static List<Object> text(List<Observed> journal) {
    Tally sum = new Tally();
    journal.forEach(observed -> sum.add(observed.tally()));
    List<Object> labels = new ArrayList<>();
    sum.labels().forEach((label, counts) -> labels.add(label + counts.counts()));
    List<Object> leftOut = new ArrayList<>();
    for (LeftOut why : LeftOut.values()) {
      leftOut.add(why + " " + sum.leftOut(why));
    }
    return List.of(
        leftOut,
        sum.canaryRequests(),
        sum.stableRequests(),
        sum.split().byWeight(),
        sum.errors().byWeight(),
        sum.agreement().counts(),
        sum.confidence().counts(),
        sum.latency().counts(),
        labels);
  }

  /** Each cell and each pair once, and the same ones. */
  private static List<Object> cells(List<Observed> journal) {
    List<Integer> erred = journal.stream().flatMap(o -> o.erred().stream()).toList();
    List<LabelledPair> pairs = journal.stream().flatMap(o -> o.pairs().stream()).toList();
    List<Integer> compared = journal.stream().flatMap(o -> o.firsts().units().stream()).toList();
    List<String> repeated = journal.stream().flatMap(o -> o.firsts().repeated().stream()).toList();
    assertThat(compared).doesNotHaveDuplicates();
    assertThat(repeated).doesNotHaveDuplicates();
    assertThat(pairs).extracting(LabelledPair::unit).doesNotHaveDuplicates();
    assertThat(erred).doesNotHaveDuplicates();
    assertThat(pairs).doesNotHaveDuplicates();
    return List.of(new TreeSet<>(erred), new TreeSet<>(compared), pairs, repeated);
  }
}
