package dev.serin.gateway.rollout.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * Many units with one request each: arrivals are Poisson, and so are, thinned, the errors and the
 * successes of each arm, independent of each other.
 *
 * @param weather what happens to both versions
 * @param rate requests in a second
 * @param base share of stable's requests that fail
 * @param ratio the candidate's share that fails, relative to stable's
 */
record CrowdTraffic(Weather weather, double rate, double base, double ratio) implements Traffic {
  @Override
  public List<Minute> minutes(Dice dice) {
    Weather.Day day = weather.day(dice);
    List<Minute> minutes = new ArrayList<>(Ramp.MINUTES);
    for (int i = 0; i < Ramp.MINUTES; i++) {
      double requests = rate * 60 * day.traffic(i);
      double stableRate = day.errorRate(base, i);
      double canaryRate = Math.min(1, stableRate * ratio);
      double share = Ramp.weight(i) / 10_000.0;
      Arm canary = arm(dice, requests * share, canaryRate);
      Arm stable = arm(dice, requests * (1 - share), stableRate);
      minutes.add(
          new Minute(
              Ramp.weight(i),
              canary.requests,
              stable.requests,
              canary.errors,
              stable.errors,
              canary.units,
              stable.units));
    }
    return minutes;
  }

  private Arm arm(Dice dice, double requests, double errorRate) {
    long good = dice.poisson(requests * (1 - errorRate));
    double bad = requests * errorRate;
    if (weather != Weather.BURSTS) {
      long errors = dice.poisson(bad);
      return new Arm(good + errors, errors, errors);
    }
    long units = dice.poisson(bad / Weather.BURST);
    long errors = 0;
    for (long i = 0; i < units; i++) {
      errors += dice.geometric(Weather.BURST);
    }
    return new Arm(good + errors, errors, units);
  }

  private record Arm(long requests, long errors, long units) {}
}
