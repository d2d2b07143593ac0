package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Labels;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.worker.api.InferenceFailure;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Turns labels into pairs: asks both versions about each labelled image, for as long as it takes
 * while the rollout runs. A label that finds no room here is not lost, because the journal has it:
 * whoever drives the rollout asks again from time to time, and a label that waits here already is
 * not taken twice.
 */
public final class PairRunner implements Labels {
  private static final Duration BACKOFF_MIN = Duration.ofMillis(100);
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

  private final BestLabels best;
  private final Later later;
  private final int places;
  private final MeterRegistry meters;

  /** All that wait and all that are asked about, by what tells them apart. */
  private final Set<Key> known = new HashSet<>();

  private final Turns<Labelled> turns;

  private record Key(String rollout, String image) {}

  private record Labelled(Experiment experiment, String image, String unit, String label) {
    Key key() {
      return new Key(experiment.rollout(), image);
    }
  }

  /** What became of a label. */
  private enum Outcome {
    PAIRED("paired"),
    /** No room, or no rollout any more. */
    DROPPED("dropped"),
    /** The image is not kept any more. */
    LOST("lost"),
    /** A version has no answer. */
    FAILED("failed");

    private final String tag;

    Outcome(String tag) {
      this.tag = tag;
    }
  }

  /**
   * @param places labels that may wait or be asked about, at least 1
   * @param atWorkMax images that are asked about at one time, at least 1
   */
  public PairRunner(BestLabels best, Later later, int places, int atWorkMax, MeterRegistry meters) {
    this.best = best;
    this.later = later;
    this.places = places;
    this.turns = new Turns<>(atWorkMax, labelled -> attempt(labelled, BACKOFF_MIN));
    this.meters = meters;
    for (Outcome outcome : Outcome.values()) {
      count(outcome, 0);
    }
  }

  @Override
  public void ask(Experiment experiment, String image, String unit, String label) {
    Labelled labelled = new Labelled(experiment, image, unit, label);
    synchronized (known) {
      if (known.contains(labelled.key())) {
        return;
      }
      if (known.size() >= places) {
        count(Outcome.DROPPED, 1);
        return;
      }
      known.add(labelled.key());
    }
    turns.add(labelled);
  }

  /** Labels that wait or are asked about. */
  int length() {
    synchronized (known) {
      return known.size();
    }
  }

  private void attempt(Labelled labelled, Duration backoff) {
    Experiment experiment = labelled.experiment();
    if (experiment.isOver() || !experiment.wantsLabel(labelled.image(), labelled.unit())) {
      end(labelled, Outcome.DROPPED);
      return;
    }
    pair(labelled)
        .onSuccess(
            pair -> {
              experiment.labelled(pair);
              end(labelled, Outcome.PAIRED);
            })
        .onFailure(cause -> failed(labelled, backoff, cause));
  }

  private Future<LabelledPair> pair(Labelled labelled) {
    Experiment experiment = labelled.experiment();
    String image = labelled.image();
    String label = labelled.label();
    return best.of(experiment.model(), experiment.stable(), image)
        .compose(
            stable ->
                best.of(experiment.model(), experiment.candidate(), image)
                    .map(
                        candidate ->
                            new LabelledPair(
                                image,
                                label,
                                stable.equals(label),
                                candidate.equals(label),
                                labelled.unit())));
  }

  private void failed(Labelled labelled, Duration backoff, Throwable cause) {
    if (isLoad(cause)) {
      Duration longer = backoff.multipliedBy(2);
      later.after(
          backoff,
          () -> attempt(labelled, longer.compareTo(BACKOFF_MAX) < 0 ? longer : BACKOFF_MAX));
    } else {
      end(labelled, cause instanceof NoSuchElementException ? Outcome.LOST : Outcome.FAILED);
    }
  }

  private void end(Labelled labelled, Outcome outcome) {
    count(outcome, 1);
    synchronized (known) {
      known.remove(labelled.key());
    }
    turns.end();
  }

  /** Whether the same may be answered later. */
  private static boolean isLoad(Throwable cause) {
    if (cause instanceof ProblemException problem) {
      // The image is kept, and its disk or bucket does not give it now.
      return problem.problem().retry();
    }
    return cause instanceof InferenceFailure failure
        && switch (failure.reason()) {
          case OVERLOADED, DEADLINE_EXCEEDED -> true;
          default -> false;
        };
  }

  private void count(Outcome outcome, int labels) {
    meters.counter("serin.pairs", "outcome", outcome.tag).increment(labels);
  }
}
