package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Traffic.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What was done when, and what became of the requests meanwhile. For use by one thread. */
final class Chronicle {
  private final List<Phase> phases = new ArrayList<>();

  /** From its start to that of the next. */
  record Phase(String name, long startNanos) {}

  /**
   * The requests that ended in one phase.
   *
   * @param refused with 503 or 504 and Retry-After
   * @param failed otherwise
   * @param retried broke at one gateway, whatever the other said then
   * @param recoveryMs from the start of the phase to the end of the last that was not answered
   * @param longestMs of those that were answered
   */
  record Summary(
      String name,
      int requests,
      int refused,
      int failed,
      int retried,
      long recoveryMs,
      long longestMs) {
    double share() {
      return requests == 0 ? 1 : 1 - (refused + failed) / (double) requests;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%-28s %5d requests, %6.2f %% answered, %d refused, %d failed, %d retried;"
              + " recovery %d ms, longest %d ms",
          name,
          requests,
          share() * 100,
          refused,
          failed,
          retried,
          recoveryMs,
          longestMs);
    }
  }

  void begin(String name) {
    phases.add(new Phase(name, System.nanoTime()));
    System.out.println("now: " + name);
  }

  List<Summary> summaries(List<Outcome> outcomes) {
    List<Summary> summaries = new ArrayList<>();
    for (int i = 0; i < phases.size(); i++) {
      long start = phases.get(i).startNanos;
      long end = i + 1 < phases.size() ? phases.get(i + 1).startNanos : Long.MAX_VALUE;
      summaries.add(
          summary(
              phases.get(i),
              outcomes.stream().filter(o -> o.endNanos() >= start && o.endNanos() < end).toList()));
    }
    return summaries;
  }

  private static Summary summary(Phase phase, List<Outcome> outcomes) {
    List<Outcome> others = outcomes.stream().filter(outcome -> !outcome.isAnswered()).toList();
    int refused = (int) others.stream().filter(Outcome::isRefused).count();
    return new Summary(
        phase.name,
        outcomes.size(),
        refused,
        others.size() - refused,
        (int) outcomes.stream().filter(Outcome::retried).count(),
        others.stream().mapToLong(o -> ms(o.endNanos() - phase.startNanos)).max().orElse(0),
        outcomes.stream()
            .filter(Outcome::isAnswered)
            .mapToLong(o -> ms(o.endNanos() - o.startNanos()))
            .max()
            .orElse(0));
  }

  private static long ms(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
