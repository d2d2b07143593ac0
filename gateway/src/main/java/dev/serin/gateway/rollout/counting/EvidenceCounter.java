package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.Firsts;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Sightings.Claim;
import dev.serin.gateway.rollout.Sightings.Comparison;
import dev.serin.gateway.rollout.Sightings.Timing;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Prediction;
import java.util.ArrayList;
import java.util.List;

/**
 * What one rollout has seen since its last look, and what it must remember so as to count each unit
 * once. What is kept does not grow with the traffic. Not thread-safe.
 *
 * <p>Every test of a rollout needs the mean of the next observation, given all before, to be what
 * its hypothesis says. Observations of one unit hang together, so each signal takes one of a unit:
 * the split its first request at a weight, errors its first error, latency one request ({@link
 * LatencyPairing}), agreement and confidence its first compared image ({@link ComparedImages}),
 * accuracy and classes its first labelled image ({@link LabelledImages}). A form of several images
 * is one unit, or a part of one, so it gives one image too. Which request of a unit is taken
 * depends on when it came and never on what was answered; how many requests a unit makes then has
 * no weight, and clumps of any size leave the tests as they are.
 */
public final class EvidenceCounter {
  private final ArmFirsts arms = new ArmFirsts();
  private final LatencyPairing latencies = new LatencyPairing();
  private final ComparedImages compared = new ComparedImages();
  private final LabelledImages labelled;
  private final Strongest strongest = new Strongest();

  /** What is counted only if no other gateway had it before. */
  private List<Timing> timings = new ArrayList<>();

  private List<Comparison> comparisons = new ArrayList<>();

  /** Each a draw of its own. */
  private Tally tally = new Tally();

  /** What counts once for a unit or an image. */
  private Tally firsts = new Tally();

  private int weight;

  /**
   * @param weight share of the candidate in units of 1/10,000
   * @param before what was journaled, in order
   */
  public EvidenceCounter(String rollout, int weight, List<Observed> before) {
    this.weight = weight;
    this.labelled = new LabelledImages(rollout, LabelledImages.MOST);
    before.forEach(this::remember);
  }

  private void remember(Observed journaled) {
    arms.restore(journaled, weight);
    Firsts known = journaled.firsts();
    latencies.compared().restore(known.timed());
    compared.restore(known.units(), known.images());
    labelled.restore(journaled.pairs(), known.repeated());
    strongest.restore(journaled.disagreements());
  }

  /**
   * The split sent a request of the unit to a side, whatever became of it.
   *
   * @param atWeight share of the candidate in units of 1/10,000 when it was sent
   */
  public void assigned(int atWeight, boolean canary, UnitCells unit) {
    if (atWeight > 0 && atWeight < UnitHash.BUCKETS) {
      arms.takeSplit(atWeight, canary, unit.split(), firsts);
    }
  }

  /** A version had its say. */
  public void executed(boolean canary) {
    tally.requests(canary ? 1 : 0, canary ? 0 : 1);
  }

  /** A version failed on a request of the unit. */
  public void error(int atWeight, boolean canary, UnitCells unit) {
    arms.takeError(atWeight, canary, unit.error(), firsts);
  }

  /**
   * A version answered a request of one image.
   *
   * @param size bytes of the image
   * @param nanos the latency
   * @param now when it was measured
   */
  public void latency(boolean canary, UnitCells unit, int size, long nanos, long now) {
    if (!latencies.offer(unit.unit())) {
      leftOut(LeftOut.SAME_UNIT);
    } else if (canary) {
      compare(latencies.canary(unit.unit(), size, nanos, now));
    } else {
      latencies.stable(unit.unit(), size, nanos, now);
    }
  }

  private void compare(Timing timing) {
    if (latencies.count(timing, firsts)) {
      timings.add(timing);
    } else {
      leftOut(LeftOut.UNMATCHED);
    }
  }

  /**
   * Whether the answers to this image would count. Where they would not, the image is left out, and
   * counted as such.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   */
  public boolean wantsComparison(UnitCells unit, String image) {
    boolean wanted = compared.isNew(unit.unit(), ComparedImages.cell(image));
    if (!wanted) {
      leftOut(LeftOut.SAME_UNIT_IMAGES);
    }
    return wanted;
  }

  /**
   * Both versions answered an image of the unit.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param stable its best label
   * @param candidate its best label
   */
  public void compared(UnitCells unit, String image, Prediction stable, Prediction candidate) {
    Comparison one =
        new Comparison(
            unit.unit(),
            ComparedImages.cell(image),
            !stable.label().equals(candidate.label()),
            Tally.confidenceCell((double) candidate.probability() - stable.probability()));
    if (!take(one)) {
      return;
    }
    comparisons.add(one);
    if (one.disagree()) {
      strongest.offer(
          new Disagreement(
              image,
              stable.label(),
              stable.probability(),
              candidate.label(),
              candidate.probability()));
    }
  }

  private boolean take(Comparison one) {
    if (!compared.take(one.unit(), one.image())) {
      leftOut(LeftOut.SAME_UNIT_IMAGES);
      return false;
    }
    firsts.agreement(one.disagree());
    firsts.confidence().add(one.confidence(), 1);
    return true;
  }

  /**
   * Whether a label of this image would be the first of it, and of its unit. An image whose unit
   * has a label is left out for good, and counted as such.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param unit keyed hash of the unit, 16 hexadecimal digits
   */
  public boolean wantsLabel(String image, String unit) {
    if (labelled.leaveOut(image, unit)) {
      firsts.leftOut(LeftOut.SAME_UNIT_LABELS, 1);
    }
    return labelled.wants(image, unit);
  }

  /** Both versions were asked about a labelled image. */
  public void labelled(LabelledPair pair) {
    if (labelled.add(pair)) {
      firsts.label(pair.label(), pair.stableRight(), pair.candidateRight());
    } else if (labelled.leaveOut(pair.image(), pair.unit())) {
      firsts.leftOut(LeftOut.SAME_UNIT_LABELS, 1);
    }
  }

  /** Something came that does not count. */
  public void leftOut(LeftOut why) {
    tally.leftOut(why, 1);
  }

  /** The share of the candidate, in units of 1/10,000, from now on. */
  public void weight(int next) {
    if (next != weight) {
      // The cells of the old weight are of no use to a restart any more.
      arms.drainMet(weight);
      latencies.nextWeight();
      weight = next;
    }
  }

  public int weight() {
    return weight;
  }

  /** Takes what was counted since the last call. */
  public Observed drain() {
    tally.add(firsts);
    arms.drainSplitClaims();
    arms.drainErrorClaims();
    Observed drained =
        new Observed(
            tally,
            arms.drainErred(),
            arms.drainMet(weight),
            new Firsts(
                latencies.compared().drain(),
                compared.drainUnits(),
                compared.drainImages(),
                labelled.drainRepeated()),
            labelled.drain(),
            strongest.drain());
    forget();
    return drained;
  }

  /** Takes what another gateway is to count. */
  public Sightings sightings() {
    arms.drainErred();
    arms.drainMet(weight);
    latencies.compared().drain();
    compared.drainUnits();
    compared.drainImages();
    Sightings seen =
        new Sightings(
            tally,
            arms.drainSplitClaims(),
            arms.drainErrorClaims(),
            timings,
            comparisons,
            labelled.drain(),
            labelled.drainRepeated(),
            strongest.drain());
    forget();
    return seen;
  }

  private void forget() {
    tally = new Tally();
    firsts = new Tally();
    timings = new ArrayList<>();
    comparisons = new ArrayList<>();
  }

  /** Adds what another gateway saw, as far as its units are new here too. */
  public void absorb(Sightings seen) {
    tally.add(seen.tally());
    for (Claim claim : seen.split()) {
      claim.cells().forEach(c -> arms.takeSplit(claim.weight(), claim.canary(), c, firsts));
    }
    for (Claim claim : seen.errors()) {
      claim.cells().forEach(c -> arms.takeError(claim.weight(), claim.canary(), c, firsts));
    }
    for (Timing timing : seen.timings()) {
      if (!latencies.count(timing, firsts)) {
        leftOut(LeftOut.SAME_UNIT);
      }
    }
    seen.comparisons().forEach(this::take);
    seen.pairs().forEach(this::labelled);
    seen.repeated().stream()
        .filter(labelled::leaveOut)
        .forEach(image -> firsts.leftOut(LeftOut.SAME_UNIT_LABELS, 1));
    seen.disagreements().forEach(strongest::offer);
  }

  /** Takes back what was drained and could not be journaled. */
  public void restore(Observed drained) {
    firsts.add(drained.tally());
    arms.giveBack(drained, weight);
    Firsts known = drained.firsts();
    latencies.compared().giveBack(known.timed());
    compared.giveBack(known.units(), known.images());
    labelled.giveBack(drained.pairs(), known.repeated());
    strongest.giveBack(drained.disagreements());
  }
}
