package dev.serin.gateway.rollout.evidence;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was seen between two looks, as counts. Tallies add up: those of replicas, and those of the
 * time before a restart. Its size does not depend on the traffic. Mutable, not thread-safe.
 *
 * <p>What may be counted is decided by whoever counts: never pins, answers from a cache, refused or
 * shed requests.
 */
public final class Tally {
  /** Most stable requests that one canary request is compared with. */
  public static final int COMPARED_MAX = 10;

  /** Steps from 0 to 1 of the latency grid: a multiple of 2, 4, ... 2 * COMPARED_MAX. */
  public static final int LATENCY_SCALE = 5_040;

  /** Units that one weight can tell apart, on both sides together, as a power of 2. */
  public static final int SPLIT_BITS = 14;

  /** Units that one weight can tell apart, on both sides together. */
  public static final int SPLIT_CELLS = 1 << SPLIT_BITS;

  /** Steps from 0 to 1 of the confidence grid. */
  public static final int CONFIDENCE_SCALE = 1_000;

  private long canaryRequests;
  private long stableRequests;
  private final ArmCounts split = new ArmCounts();
  private final ArmCounts errors = new ArmCounts();
  private final ValueCounts latency = new ValueCounts();
  private final ValueCounts agreement = new ValueCounts();
  private final ValueCounts confidence = new ValueCounts();
  private final NavigableMap<String, ValueCounts> labels = new TreeMap<>();
  private final Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);

  /** Requests that were split and executed; for gates that wait for a number of them. */
  public void requests(long canary, long stable) {
    canaryRequests += canary;
    stableRequests += stable;
  }

  /** A unit that the current weight has not met before went to an arm. */
  public void split(int weight, boolean canary) {
    split.add(weight, canary ? 1 : 0, canary ? 0 : 1);
  }

  /** A unit met its first error of the rollout. */
  public void error(int weight, boolean canary) {
    errors.add(weight, canary ? 1 : 0, canary ? 0 : 1);
  }

  /**
   * A canary request was compared with fresh stable requests of the same size and time.
   *
   * @param slower how many of them it was slower than; each tie counts one half
   * @param compared how many they were, 1 to {@link #COMPARED_MAX}
   */
  public void latency(double slower, int compared) {
    latency.add((int) StrictMath.rint(slower * LATENCY_SCALE / compared), 1);
  }

  /** Both versions gave their best label of one image. */
  public void agreement(boolean disagree) {
    agreement.add(disagree ? 1 : 0, 1);
  }

  /**
   * Both versions gave a best probability for one image. Kept on a grid, rounded down: the evidence
   * for either side then takes the end of the cell that speaks against it, so that rounding cannot
   * make evidence.
   *
   * @param difference the candidate's best probability minus stable's
   */
  public void confidence(double difference) {
    confidence.add(confidenceCell(difference), 1);
  }

  /** Where a difference of best probabilities lies on the grid, in steps. */
  public static int confidenceCell(double difference) {
    return (int) StrictMath.floor(difference * CONFIDENCE_SCALE);
  }

  /** Somebody told the true label of an image that both versions answered. */
  public void label(String label, boolean stableRight, boolean candidateRight) {
    labels
        .computeIfAbsent(label, any -> new ValueCounts())
        .add((candidateRight ? 1 : 0) - (stableRight ? 1 : 0), 1);
  }

  /** Something came that is no observation. No guard reads these counts. */
  public void leftOut(LeftOut why, long number) {
    if (number != 0) {
      leftOut.merge(why, number, Long::sum);
    }
  }

  public void add(Tally other) {
    requests(other.canaryRequests, other.stableRequests);
    split.addAll(other.split);
    errors.addAll(other.errors);
    latency.addAll(other.latency);
    agreement.addAll(other.agreement);
    confidence.addAll(other.confidence);
    other.labels.forEach(
        (label, counts) -> labels.computeIfAbsent(label, any -> new ValueCounts()).addAll(counts));
    other.leftOut.forEach(this::leftOut);
  }

  public long canaryRequests() {
    return canaryRequests;
  }

  public long stableRequests() {
    return stableRequests;
  }

  /** Units by arm, those that the weight of the time met first. */
  public ArmCounts split() {
    return split;
  }

  /** Units by arm that met an error. */
  public ArmCounts errors() {
    return errors;
  }

  /** Chance of being slower than stable, in steps of 1/{@link #LATENCY_SCALE}. */
  public ValueCounts latency() {
    return latency;
  }

  /** 1 for each image with two best labels, 0 for each with one. */
  public ValueCounts agreement() {
    return agreement;
  }

  /** Difference of the best probabilities, in steps of 1/{@link #CONFIDENCE_SCALE}. */
  public ValueCounts confidence() {
    return confidence;
  }

  /** By true label: 1 where only the candidate was right, -1 where only stable was, else 0. */
  public NavigableMap<String, ValueCounts> labels() {
    return Collections.unmodifiableNavigableMap(labels);
  }

  /** For whoever restores a tally: adds {@code counts} under a true label. */
  public void labels(String label, ValueCounts counts) {
    labels.computeIfAbsent(label, any -> new ValueCounts()).addAll(counts);
  }

  /** What was left out, for people. */
  public long leftOut(LeftOut why) {
    return leftOut.getOrDefault(why, 0L);
  }

  public boolean isEmpty() {
    return canaryRequests == 0
        && stableRequests == 0
        && split.isEmpty()
        && errors.isEmpty()
        && latency.isEmpty()
        && agreement.isEmpty()
        && confidence.isEmpty()
        && labels.isEmpty()
        && leftOut.isEmpty();
  }

  /** A tally of its own with the same counts. */
  public Tally copy() {
    Tally copy = new Tally();
    copy.add(this);
    return copy;
  }
}
