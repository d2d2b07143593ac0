package dev.serin.gateway.rollout.evidence;

/** Tallies for tests. */
final class Counts {
  private Counts() {}

  static Tally errors(int weight, int canary, int stable) {
    Tally tally = new Tally();
    errors(tally, weight, canary, stable);
    return tally;
  }

  static void errors(Tally tally, int weight, int canary, int stable) {
    for (int i = 0; i < canary; i++) {
      tally.error(weight, true);
    }
    for (int i = 0; i < stable; i++) {
      tally.error(weight, false);
    }
  }

  static void units(Tally tally, int weight, int canary, int stable) {
    for (int i = 0; i < canary; i++) {
      tally.split(weight, true);
    }
    for (int i = 0; i < stable; i++) {
      tally.split(weight, false);
    }
  }

  static void labels(Tally tally, String label, int onlyStable, int onlyCandidate, int agree) {
    for (int i = 0; i < onlyStable; i++) {
      tally.label(label, true, false);
    }
    for (int i = 0; i < onlyCandidate; i++) {
      tally.label(label, false, true);
    }
    for (int i = 0; i < agree; i++) {
      tally.label(label, i % 2 == 0, i % 2 == 0);
    }
  }

  static void disagreements(Tally tally, int different, int same) {
    for (int i = 0; i < different + same; i++) {
      tally.agreement(i < different);
    }
  }

  static void latency(Tally tally, double slower, int times) {
    for (int i = 0; i < times; i++) {
      tally.latency(slower, 1);
    }
  }

  static void confidence(Tally tally, int cell, int times) {
    ValueCounts counts = tally.confidence();
    counts.add(cell, times);
  }
}
