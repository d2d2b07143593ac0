package dev.serin.gateway.rollout.simulate;

import java.util.List;

/**
 * Argo Rollouts' background analysis, as its documentation configures it ("Analysis and Progressive
 * Delivery": {@code interval: 5m}, {@code successCondition: result >= 0.95}, {@code failureLimit:
 * 3}; without a {@code failureLimit} it is 0): every five minutes the success rate of the last five
 * minutes is measured; the analysis has failed, and the rollout is aborted, when more measurements
 * than the limit have failed.
 *
 * <p>In Argo's favour: the documented query takes {@code irate}, the rate between the last two
 * scrapes; here a measurement has all requests of its five minutes. One without data is neither
 * good nor bad.
 *
 * @param name as in tables
 * @param minimum least success rate, 0 to 1
 * @param failureLimit failed measurements that are still allowed
 */
record ArgoRule(String name, double minimum, int failureLimit) implements Rule {
  private static final int INTERVAL = 5;

  @Override
  public int verdict(List<Minute> minutes) {
    int failed = 0;
    for (int end = INTERVAL; end <= minutes.size(); end += INTERVAL) {
      long requests = 0;
      long errors = 0;
      for (Minute minute : minutes.subList(end - INTERVAL, end)) {
        requests += minute.canary();
        errors += minute.canaryErrors();
      }
      if (requests > 0 && (requests - errors) / (double) requests < minimum) {
        failed++;
      }
      if (failed > failureLimit) {
        return end;
      }
    }
    return NEVER;
  }
}
