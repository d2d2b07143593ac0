package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Sightings.Claim;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.routing.Assignment;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Prediction;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What one rollout has seen since its last look, and what it must remember so as not to see
 * anything twice. Every method takes a short lock, once for a request; what is kept does not grow
 * with the traffic.
 *
 * <p><b>Who counts.</b> Requests that the split sent to a side by chance alone, and that were new
 * to both sides. A request counts only where its image is in the caches of <em>neither</em>
 * version, nor under way in them: stable's cache is warm from before the rollout, so "not answered
 * from its own cache" would let relatively more canary requests count than the weight says, and a
 * healthy candidate would look like one with more errors, over a broken split.
 *
 * <p><b>What one request counts as.</b> However many images a form has, its unit is one: one
 * request, one unit of the split, one error. Its latency counts only where it has one image:
 * several are worked on side by side, and have no common size. For agreement each image is a draw
 * of its own, the first time that it is compared.
 *
 * <p><b>The split.</b> A unit counts where it is assigned, whatever then became of its request:
 * load that is shed afterwards must not look like a split that is not what it should be.
 */
final class LiveExperiment implements Experiment {
  private static final int MET_BITS = Tally.SPLIT_BITS;
  private static final int ERRED_BITS = 20;
  private static final int COMPARED_BITS = 20;

  private final String rollout;
  private final RolloutPlan plan;
  private final Cells erred = new Cells();
  private final Map<Integer, Cells> metByWeight = new HashMap<>();

  /** Told to nobody: after a restart an image may be compared once more. */
  private final BitSet compared = new BitSet();

  /** What the tally has only if no other gateway had it before. */
  private final Claims splitClaims = new Claims();

  private final Claims errorClaims = new Claims();
  private final LatencyPairing latencies = new LatencyPairing();
  private final Strongest strongest = new Strongest();
  private final LabelledImages labelled;

  /** Each a draw of its own. */
  private Tally tally = new Tally();

  /** What counts once for a unit or an image. */
  private Tally firsts = new Tally();

  private int weight;
  private volatile boolean over;

  /**
   * @param before what was journaled, in order
   */
  LiveExperiment(String rollout, RolloutPlan plan, int weight, List<Observed> before) {
    this.rollout = rollout;
    this.plan = plan;
    this.weight = weight;
    this.labelled = new LabelledImages(rollout, LabelledImages.MOST);
    before.forEach(this::remember);
  }

  private void remember(Observed journaled) {
    erred.restore(journaled.erred());
    if (weightOfMet(journaled) == weight) {
      met(weight).restore(journaled.met());
    }
    labelled.restore(journaled.pairs());
    strongest.restore(journaled.disagreements());
  }

  /** Weights only rise, and the cells are always those of the last one. */
  private static int weightOfMet(Observed journaled) {
    NavigableMap<Integer, ?> split = journaled.tally().split().byWeight();
    return split.isEmpty() ? -1 : split.lastKey();
  }

  /** Of each weight its own: what was assigned under the last one may be answered under this. */
  private Cells met(int atWeight) {
    return metByWeight.computeIfAbsent(atWeight, any -> new Cells());
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
    if (fresh.isEmpty() || !isOfPlan(route, split)) {
      return false;
    }
    boolean canary = route.kind() == Route.Kind.CANARY;
    synchronized (this) {
      if (over) {
        return false;
      }
      countSplit(split, canary);
      if (fresh.stream().noneMatch(Outcomes::isExecuted)) {
        return false;
      }
      tally.requests(canary ? 1 : 0, canary ? 0 : 1);
      if (fresh.stream().anyMatch(Outcomes::isError)) {
        countError(split, canary);
      }
      if (outcomes.size() == 1 && fresh.get(0).answer() != null) {
        countLatency(fresh.get(0).image().size(), canary, nanos, now);
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

  private void countSplit(Assignment assignment, boolean canary) {
    int atWeight = assignment.split().weight();
    if (atWeight > 0 && atWeight < UnitHash.BUCKETS) {
      takeSplit(atWeight, canary, assignment.unit().cell(1, MET_BITS));
    }
  }

  private void takeSplit(int atWeight, boolean canary, int cell) {
    if (met(atWeight).take(cell)) {
      firsts.split(atWeight, canary);
      splitClaims.add(atWeight, canary, cell);
    }
  }

  private void countError(Assignment assignment, boolean canary) {
    takeError(assignment.split().weight(), canary, assignment.unit().cell(2, ERRED_BITS));
  }

  private void takeError(int atWeight, boolean canary, int cell) {
    if (erred.take(cell)) {
      firsts.error(atWeight, canary);
      errorClaims.add(atWeight, canary, cell);
    }
  }

  private void countLatency(int size, boolean canary, long nanos, long now) {
    if (canary) {
      latencies.canary(size, nanos, now, tally);
    } else {
      latencies.stable(size, nanos, now);
    }
  }

  @Override
  public synchronized void compared(String image, Prediction stable, Prediction candidate) {
    int cell = Integer.parseUnsignedInt(image, 0, 8, 16) >>> (Integer.SIZE - COMPARED_BITS);
    if (over || compared.get(cell)) {
      return;
    }
    compared.set(cell);
    boolean disagree = !stable.label().equals(candidate.label());
    tally.agreement(disagree);
    tally.confidence((double) candidate.probability() - stable.probability());
    if (disagree) {
      strongest.offer(
          new Disagreement(
              image,
              stable.label(),
              stable.probability(),
              candidate.label(),
              candidate.probability()));
    }
  }

  @Override
  public synchronized boolean wantsLabel(String image) {
    return !over && labelled.wants(image);
  }

  @Override
  public synchronized void labelled(LabelledPair pair) {
    if (!over && labelled.add(pair)) {
      firsts.label(pair.label(), pair.stableRight(), pair.candidateRight());
    }
  }

  synchronized void weight(int next) {
    if (next != weight) {
      // The cells of the old weight are of no use to a restart any more.
      met(weight).drain();
      weight = next;
    }
  }

  synchronized Observed drain() {
    tally.add(firsts);
    splitClaims.drain();
    errorClaims.drain();
    Observed drained =
        new Observed(
            tally, erred.drain(), met(weight).drain(), labelled.drain(), strongest.drain());
    forget();
    return drained;
  }

  /** What another gateway is to count. */
  synchronized Sightings sightings() {
    erred.drain();
    met(weight).drain();
    Sightings seen =
        new Sightings(
            tally, splitClaims.drain(), errorClaims.drain(), labelled.drain(), strongest.drain());
    forget();
    return seen;
  }

  private void forget() {
    tally = new Tally();
    firsts = new Tally();
  }

  /** Adds what another gateway saw. */
  synchronized void absorb(Sightings seen) {
    tally.add(seen.tally());
    for (Claim claim : seen.split()) {
      claim.cells().forEach(cell -> takeSplit(claim.weight(), claim.canary(), cell));
    }
    for (Claim claim : seen.errors()) {
      claim.cells().forEach(cell -> takeError(claim.weight(), claim.canary(), cell));
    }
    seen.pairs().forEach(this::labelled);
    seen.disagreements().forEach(strongest::offer);
  }

  synchronized void restore(Observed drained) {
    firsts.add(drained.tally());
    erred.giveBack(drained.erred());
    if (weightOfMet(drained) == weight) {
      met(weight).giveBack(drained.met());
    }
    labelled.giveBack(drained.pairs());
    strongest.giveBack(drained.disagreements());
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
