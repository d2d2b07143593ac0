package dev.serin.gateway.rollout.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * Few units with many requests: the traffic of users follows Zipf's law, each has an error rate of
 * its own (log-normal around the base rate, at most one half), and each stays on its side of the
 * split. Users, their error rates and their sides are drawn anew in each run.
 */
final class UserTraffic implements Traffic {
  private static final double ZIPF = 1.1;
  private static final double SPREAD = 1.5;
  private static final double WORST = 0.5;

  private final double[] requests;
  private final double base;
  private final double ratio;

  /**
   * @param users how many there are
   * @param rate requests of all in a second
   * @param base mean share of stable's requests that fail
   * @param ratio the candidate's share that fails, relative to stable's
   */
  UserTraffic(int users, double rate, double base, double ratio) {
    this.requests = new double[users];
    this.base = base;
    this.ratio = ratio;
    double sum = 0;
    for (int i = 0; i < users; i++) {
      requests[i] = Math.pow(i + 1, -ZIPF);
      sum += requests[i];
    }
    for (int i = 0; i < users; i++) {
      requests[i] *= rate * 60 / sum;
    }
  }

  @Override
  public List<Minute> minutes(Dice dice) {
    Hour hour = new Hour();
    for (double perMinute : requests) {
      int first = Ramp.firstMinute(dice.below(10_000));
      double proneness = Math.exp(SPREAD * dice.gaussian() - SPREAD * SPREAD / 2);
      double stableRate = Math.min(WORST, base * proneness);
      hour.add(dice, perMinute, first, stableRate, Math.min(1, stableRate * ratio));
    }
    return hour.minutes(dice);
  }

  /** Sums over users; index 0 is the stable side, 1 the candidate's. */
  private static final class Hour {
    private final double[][] good = new double[2][Ramp.MINUTES + 1];
    private final long[][] errors = new long[2][Ramp.MINUTES];
    private final long[][] units = new long[2][Ramp.MINUTES];

    void add(Dice dice, double perMinute, int first, double stableRate, double canaryRate) {
      // Kept as changes from one minute to the next: a user changes sides at most once.
      good[0][0] += perMinute * (1 - stableRate);
      good[0][first] -= perMinute * (1 - stableRate);
      good[1][first] += perMinute * (1 - canaryRate);
      int before = dice.poisson(perMinute * stableRate * first);
      int after = dice.poisson(perMinute * canaryRate * (Ramp.MINUTES - first));
      if (before > 0) {
        units[0][scatter(dice, before, 0, first, errors[0])]++;
      }
      if (after > 0) {
        int earliest = scatter(dice, after, first, Ramp.MINUTES, errors[1]);
        if (before == 0) {
          units[1][earliest]++;
        }
      }
    }

    private static int scatter(Dice dice, int number, int from, int to, long[] errors) {
      int earliest = to;
      for (int i = 0; i < number; i++) {
        int minute = from + dice.below(to - from);
        errors[minute]++;
        earliest = Math.min(earliest, minute);
      }
      return earliest;
    }

    List<Minute> minutes(Dice dice) {
      List<Minute> minutes = new ArrayList<>(Ramp.MINUTES);
      double stable = 0;
      double canary = 0;
      for (int i = 0; i < Ramp.MINUTES; i++) {
        stable = Math.max(0, stable + good[0][i]);
        canary = Math.max(0, canary + good[1][i]);
        minutes.add(
            new Minute(
                Ramp.weight(i),
                dice.poisson(canary) + errors[1][i],
                dice.poisson(stable) + errors[0][i],
                errors[1][i],
                errors[0][i],
                units[1][i],
                units[0][i]));
      }
      return minutes;
    }
  }
}
