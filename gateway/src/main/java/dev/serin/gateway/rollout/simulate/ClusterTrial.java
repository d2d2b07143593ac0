package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.counting.EvidenceCounter;
import dev.serin.gateway.rollout.counting.UnitCells;
import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.worker.api.Prediction;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Images of one unit that share one outcome: near-duplicates, or many pictures of one thing. Both
 * versions are compared on each, and each is labelled; the production classes decide what counts.
 * Looked at after each 25 images.
 *
 * @param clustered images of a unit
 * @param images of a run
 * @param loss how much less accurate the candidate is, as a fraction
 */
record ClusterTrial(int clustered, int images, double loss) implements Trial {
  private static final int BETWEEN_LOOKS = 25;
  private static final int LABELS = 10;

  /** Share of images that only the candidate gets right; stable the same, and the loss. */
  private static final double DISCORDANT = 0.03;

  private static final double DISAGREE = 0.04;

  private static final List<Signal> LABELLED = List.of(Signal.ACCURACY, Signal.CLASSES);

  private static final List<Signal> ALL =
      List.of(Signal.ACCURACY, Signal.CLASSES, Signal.AGREEMENT, Signal.CONFIDENCE);

  private static final Evidence LABELLED_START = start(LABELLED);
  private static final Evidence ALL_START = start(ALL);

  private static Evidence start(List<Signal> signals) {
    Map<Signal, Guard> guards =
        Map.of(
            Signal.ACCURACY, Guards.ACCURACY,
            Signal.CLASSES, Guards.CLASSES.withLabels(LABELS),
            Signal.AGREEMENT, Guards.AGREEMENT,
            Signal.CONFIDENCE, Guards.CONFIDENCE);
    return Evidence.none(signals.stream().collect(Collectors.toMap(signal -> signal, guards::get)));
  }

  /** What all images of a unit have in common. */
  private record Outcome(
      UnitCells cells,
      String unit,
      String label,
      boolean stableRight,
      boolean candidateRight,
      Prediction stable,
      Prediction candidate) {}

  /** Agreement and confidence have no effect to find where the candidate is less accurate. */
  private List<Signal> signals() {
    return loss == 0 ? ALL : LABELLED;
  }

  @Override
  public List<String> rules() {
    return Stream.of("", ", each image")
        .flatMap(how -> signals().stream().map(signal -> signal + how))
        .toList();
  }

  @Override
  public int promising() {
    return signals().size();
  }

  @Override
  public int horizon() {
    return images;
  }

  @Override
  public void run(Dice dice, List<Verdicts> verdicts) {
    EvidenceCounter counter = new EvidenceCounter("simulated", 5_000, List.of());
    FormerCounting former = new FormerCounting();
    Evidence start = loss == 0 ? ALL_START : LABELLED_START;
    Watched now = new Watched(signals(), start);
    Watched before = new Watched(signals(), start);
    Outcome outcome = outcome(dice);
    for (int i = 1; i <= images; i++) {
      image(dice, outcome, counter, former);
      if (i % clustered == 0) {
        outcome = outcome(dice);
      }
      if (i % BETWEEN_LOOKS == 0 || i == images) {
        now.look(counter.drain().tally(), i);
        before.look(former.drain(), i);
      }
    }
    now.tell(verdicts, 0);
    before.tell(verdicts, signals().size());
  }

  private static void image(
      Dice dice, Outcome outcome, EvidenceCounter counter, FormerCounting former) {
    String image = HexFormat.of().toHexDigits(dice.bits());
    boolean stableRight = outcome.stableRight();
    boolean candidateRight = outcome.candidateRight();
    if (counter.wantsLabel(image, outcome.unit())) {
      counter.labelled(
          new LabelledPair(image, outcome.label(), stableRight, candidateRight, outcome.unit()));
    }
    former.labelled(outcome.label(), stableRight, candidateRight);
    Prediction stable = outcome.stable();
    Prediction candidate = outcome.candidate();
    if (counter.wantsComparison(outcome.cells(), image)) {
      counter.compared(outcome.cells(), image, stable, candidate);
    }
    former.compared(
        !stable.label().equals(candidate.label()),
        (double) candidate.probability() - stable.probability());
  }

  private Outcome outcome(Dice dice) {
    double u = dice.uniform();
    boolean onlyCandidate = u < DISCORDANT;
    boolean onlyStable = !onlyCandidate && u < 2 * DISCORDANT + loss;
    double shift = SampleModels.CONFIDENCE_SPREAD * dice.gaussian() / 2;
    String other = dice.uniform() < DISAGREE ? "dog" : "cat";
    return new Outcome(
        new UnitCells(
            dice.below(1 << UnitCells.SPLIT_BITS),
            dice.below(1 << UnitCells.ERROR_BITS),
            dice.below(1 << UnitCells.UNIT_BITS)),
        HexFormat.of().toHexDigits(dice.bits()),
        "label " + dice.below(LABELS),
        !onlyCandidate,
        !onlyStable,
        new Prediction("cat", 0, (float) (0.5 - shift)),
        new Prediction(other, 0, (float) (0.5 + shift)));
  }
}
