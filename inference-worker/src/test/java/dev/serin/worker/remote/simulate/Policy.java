package dev.serin.worker.remote.simulate;

import dev.serin.worker.remote.KnownWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/** How a gateway chooses a worker: how many it looks at, and what it compares. */
public enum Policy {
  /** The production classes: of all, by own requests under way and own times of answers. */
  SERIN("Serin"),
  /** The same of two drawn at random. */
  TWO_ANSWER("two: time x outstanding"),
  ALL_OUTSTANDING("all: outstanding"),
  TWO_OUTSTANDING("two: outstanding"),
  /** Serin's until this simulation was made. */
  TWO_REPORTED_SENT("two: report + sent"),
  ALL_REPORTED_SENT("all: report + sent"),
  TWO_REPORTED("two: report"),
  ALL_REPORTED("all: report"),
  ROUND_ROBIN("round robin"),
  RANDOM("random");

  private final String label;

  Policy(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }

  /** One gateway's way to choose among those that are open. */
  interface Chooser {
    Optional<KnownWorker> choose(List<KnownWorker> open);
  }

  Chooser chooser(SplittableRandom random) {
    return switch (this) {
      case SERIN -> open -> KnownWorker.choose(random::nextInt, open);
      case TWO_ANSWER -> open -> best(random, two(random, open), KnownWorker::answerNanos);
      case ALL_OUTSTANDING -> open -> best(random, open, KnownWorker::outstanding);
      case TWO_OUTSTANDING -> open -> best(random, two(random, open), KnownWorker::outstanding);
      case TWO_REPORTED_SENT -> open -> best(random, two(random, open), KnownWorker::delayNanos);
      case ALL_REPORTED_SENT -> open -> best(random, open, KnownWorker::delayNanos);
      case TWO_REPORTED -> open -> best(random, two(random, open), KnownWorker::reportedNanos);
      case ALL_REPORTED -> open -> best(random, open, KnownWorker::reportedNanos);
      case ROUND_ROBIN -> new RoundRobin(random.nextInt(1_000));
      case RANDOM -> open -> best(random, open, worker -> 0);
    };
  }

  private static Optional<KnownWorker> best(
      SplittableRandom random, List<KnownWorker> open, ToLongFunction<KnownWorker> measure) {
    return KnownWorker.best(random::nextInt, open, measure);
  }

  private static List<KnownWorker> two(SplittableRandom random, List<KnownWorker> from) {
    if (from.size() <= 2) {
      return from;
    }
    List<KnownWorker> drawn = new ArrayList<>(2);
    int first = random.nextInt(from.size());
    drawn.add(from.get(first));
    drawn.add(from.get((first + 1 + random.nextInt(from.size() - 1)) % from.size()));
    return drawn;
  }

  private static final class RoundRobin implements Chooser {
    private int next;

    RoundRobin(int first) {
      next = first;
    }

    @Override
    public Optional<KnownWorker> choose(List<KnownWorker> open) {
      return open.isEmpty() ? Optional.empty() : Optional.of(open.get(next++ % open.size()));
    }
  }
}
