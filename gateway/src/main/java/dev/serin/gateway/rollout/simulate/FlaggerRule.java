package dev.serin.gateway.rollout.simulate;

import java.util.List;

/**
 * Flagger's analysis, as its documentation configures it ("How it works": {@code interval: 1m},
 * {@code threshold: 5} or {@code 10}, {@code request-success-rate} with {@code thresholdRange: min:
 * 99} and {@code interval: 1m}) and as its source runs it (pkg/controller/scheduler.go): each
 * minute the candidate's success rate of that minute is compared with the minimum; below it, or
 * without any data, the check has failed; failed checks add up and are never forgotten; when they
 * reach the threshold, the canary is rolled back.
 *
 * <p>In Flagger's favour: it rolls back one tick after the check that reached the threshold, here
 * at once. Not in the model: it does not raise the weight at a failed check; here all rules go
 * through the same ramp.
 *
 * @param name as in tables
 * @param minimum least success rate, 0 to 1
 * @param threshold failed checks that end the canary
 */
record FlaggerRule(String name, double minimum, int threshold) implements Rule {
  @Override
  public int verdict(List<Minute> minutes) {
    int failed = 0;
    for (int i = 0; i < minutes.size(); i++) {
      Minute minute = minutes.get(i);
      double good = minute.canary() - minute.canaryErrors();
      if (minute.canary() == 0 || good / minute.canary() < minimum) {
        failed++;
      }
      if (failed >= threshold) {
        return i + 1;
      }
    }
    return NEVER;
  }
}
