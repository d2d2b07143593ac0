package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.counting.EvidenceCounter;
import dev.serin.gateway.rollout.counting.UnitCells;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.routing.Assignment;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Prediction;
import java.util.List;

/**
 * One running rollout, as the serving path sees it: it says what each request is to an {@link
 * EvidenceCounter}, which decides what counts once for a unit. Every method takes a short lock,
 * once for a request.
 *
 * <p><b>Who counts.</b> Requests that the split sent to a side by chance alone, and that were new
 * to both sides. A request counts only where its image is in the caches of <em>neither</em>
 * version, nor under way in them: stable's cache is warm from before the rollout, so "not answered
 * from its own cache" would let relatively more canary requests count than the weight says, and a
 * healthy candidate would look like one with more errors, over a broken split.
 *
 * <p><b>What one request counts as.</b> However many images a form has, its unit is one: one
 * request, one unit of the split, one error, one compared image. Its latency counts only where it
 * has one image: several are worked on side by side, and have no common size.
 *
 * <p><b>The split.</b> A unit counts where it is assigned, whatever then became of its request:
 * load that is shed afterwards must not look like a split that is not what it should be.
 */
final class LiveExperiment implements Experiment {
  private final String rollout;
  private final RolloutPlan plan;
  private final EvidenceCounter counter;
  private volatile boolean over;

  /**
   * @param before what was journaled, in order
   */
  LiveExperiment(String rollout, RolloutPlan plan, int weight, List<Observed> before) {
    this.rollout = rollout;
    this.plan = plan;
    this.counter = new EvidenceCounter(rollout, weight, before);
  }

  /**
   * A request was answered that the split had assigned.
   *
   * @param outcomes of its images, at least one
   * @param nanos its latency
   * @param now when it was answered
   * @return whether it counted as one of the arm's requests
   */
  boolean answered(Route route, Assignment split, List<Outcome> outcomes, long nanos, long now) {
    List<Outcome> fresh = outcomes.stream().filter(Outcome::fresh).toList();
    if (!isOfPlan(route, split)) {
      return false;
    }
    boolean canary = route.kind() == Route.Kind.CANARY;
    UnitCells unit = UnitCells.of(split.unit());
    int weight = split.split().weight();
    synchronized (this) {
      if (over) {
        return false;
      }
      if (fresh.isEmpty()) {
        counter.leftOut(LeftOut.CACHED);
        return false;
      }
      counter.assigned(weight, canary, unit);
      if (fresh.stream().noneMatch(Outcomes::isExecuted)) {
        counter.leftOut(LeftOut.REFUSED);
        return false;
      }
      counter.executed(canary);
      if (fresh.stream().anyMatch(Outcomes::isError)) {
        counter.error(weight, canary, unit);
      }
      if (outcomes.size() == 1 && fresh.get(0).answer() != null && weight == counter.weight()) {
        counter.latency(canary, unit, fresh.get(0).image().size(), nanos, now);
      }
      return true;
    }
  }

  /** False where somebody made another version stable meanwhile: that one is not on trial. */
  boolean isOfPlan(Route route, Assignment assignment) {
    boolean canary = route.kind() == Route.Kind.CANARY;
    String one = route.version().version();
    String other = assignment.other().version();
    return (canary ? one : other).equals(plan.candidate())
        && (canary ? other : one).equals(plan.stable());
  }

  /** A request came that the split did not assign, or that was refused before it could. */
  synchronized void leftOut(LeftOut why) {
    if (!over) {
      counter.leftOut(why);
    }
  }

  /** Whether what both versions say of the image would count. */
  synchronized boolean wantsComparison(UnitHash unit, String image) {
    return !over && counter.wantsComparison(UnitCells.of(unit), image);
  }

  @Override
  public synchronized void compared(
      UnitHash unit, String image, Prediction stable, Prediction candidate) {
    if (!over) {
      counter.compared(UnitCells.of(unit), image, stable, candidate);
    }
  }

  @Override
  public synchronized boolean wantsLabel(String image, String unit) {
    return !over && counter.wantsLabel(image, unit);
  }

  @Override
  public synchronized void labelled(LabelledPair pair) {
    if (!over) {
      counter.labelled(pair);
    }
  }

  synchronized void weight(int next) {
    counter.weight(next);
  }

  synchronized Observed drain() {
    return counter.drain();
  }

  /** What another gateway is to count. */
  synchronized Sightings sightings() {
    return counter.sightings();
  }

  /** Adds what another gateway saw. */
  synchronized void absorb(Sightings seen) {
    counter.absorb(seen);
  }

  synchronized void restore(Observed drained) {
    counter.restore(drained);
  }

  synchronized void close() {
    over = true;
  }

  @Override
  public String rollout() {
    return rollout;
  }

  @Override
  public String model() {
    return plan.model();
  }

  @Override
  public String candidate() {
    return plan.candidate();
  }

  @Override
  public String stable() {
    return plan.stable();
  }

  @Override
  public int shadow() {
    return plan.shadow();
  }

  @Override
  public boolean isOver() {
    return over;
  }
}
