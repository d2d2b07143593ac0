package dev.serin.gateway.rollout;

import dev.serin.gateway.rollout.evidence.Tally;
import java.util.List;

/**
 * What the serving path saw of one rollout since it was last asked. It is journaled as one entry,
 * so that a restart neither loses nor counts anything twice.
 *
 * @param tally the counts
 * @param erred cells of the filter of units with an error that were set, 0 to 2^20 - 1
 * @param met cells of the filter of units that the current weight has met that were set, 0 to 2^14
 *     - 1; the filter is empty again at each new weight
 * @param firsts what else was met for the first time
 * @param pairs labelled images that are in the tally
 * @param disagreements images on which the versions disagree most, strongest first, at most ten
 */
public record Observed(
    Tally tally,
    List<Integer> erred,
    List<Integer> met,
    Firsts firsts,
    List<LabelledPair> pairs,
    List<Disagreement> disagreements) {

  /**
   * Units and images that count from now on, so that they do not count again.
   *
   * @param timed cells of units whose latency was compared, 0 to 2^20 - 1
   * @param units cells of units of which an image was compared, 0 to 2^20 - 1
   * @param images cells of images that were compared, 0 to 2^20 - 1
   * @param repeated labelled images that were left out, because their units had a label: SHA-256,
   *     64 hexadecimal digits
   */
  public record Firsts(
      List<Integer> timed, List<Integer> units, List<Integer> images, List<String> repeated) {
    public static final Firsts NONE = new Firsts(List.of(), List.of(), List.of(), List.of());

    public Firsts {
      timed = List.copyOf(timed);
      units = List.copyOf(units);
      images = List.copyOf(images);
      repeated = List.copyOf(repeated);
    }

    boolean isEmpty() {
      return timed.isEmpty() && units.isEmpty() && images.isEmpty() && repeated.isEmpty();
    }
  }

  /**
   * An image whose true label somebody told, and who was right.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param unit keyed hash of the image's unit, 16 hexadecimal digits; empty where an older release
   *     wrote the pair, which did not know it
   */
  public record LabelledPair(
      String image, String label, boolean stableRight, boolean candidateRight, String unit) {

    /** Of an unknown unit. */
    public LabelledPair(String image, String label, boolean stableRight, boolean candidateRight) {
      this(image, label, stableRight, candidateRight, "");
    }
  }

  /**
   * An image that got two best labels.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param stableProbability of stable's best label
   * @param candidateProbability of the candidate's best label
   */
  public record Disagreement(
      String image,
      String stableLabel,
      double stableProbability,
      String candidateLabel,
      double candidateProbability) {

    /** How sure both are of different things, 0 to 1. */
    public double strength() {
      return Math.min(stableProbability, candidateProbability);
    }
  }

  public Observed {
    erred = List.copyOf(erred);
    met = List.copyOf(met);
    pairs = List.copyOf(pairs);
    disagreements = List.copyOf(disagreements);
  }

  /** Without firsts. */
  public Observed(
      Tally tally,
      List<Integer> erred,
      List<Integer> met,
      List<LabelledPair> pairs,
      List<Disagreement> disagreements) {
    this(tally, erred, met, Firsts.NONE, pairs, disagreements);
  }

  public boolean isEmpty() {
    return tally.isEmpty()
        && erred.isEmpty()
        && met.isEmpty()
        && firsts.isEmpty()
        && pairs.isEmpty()
        && disagreements.isEmpty();
  }
}
