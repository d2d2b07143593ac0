package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Tally;

/**
 * What all signals see in a minute of the ramp, where 20 % of stable's requests are shadowed and 12
 * labels come a minute.
 *
 * @param latencies of canary requests
 * @param pairs of shadowed requests
 * @param confidences of shadowed requests
 * @param labels that users gave
 */
record Signals(Samples latencies, Samples pairs, Samples confidences, Samples labels) {
  private static final int LABELS_A_MINUTE = 12;
  private static final double SHADOW = 0.2;

  Tally tally(Dice dice, Minute minute) {
    Tally tally = new Tally();
    tally.requests(minute.canary(), minute.stable());
    if (minute.canaryUnits() + minute.stableUnits() > 0) {
      tally.errors().add(minute.weight(), minute.canaryUnits(), minute.stableUnits());
    }
    draw(latencies, minute.canary(), dice, tally);
    int shadowed = dice.poisson(minute.stable() * SHADOW);
    draw(pairs, shadowed, dice, tally);
    draw(confidences, shadowed, dice, tally);
    draw(labels, dice.poisson(LABELS_A_MINUTE), dice, tally);
    return tally;
  }

  private static void draw(Samples samples, long number, Dice dice, Tally tally) {
    for (long i = 0; i < number; i++) {
      samples.draw(dice, tally);
    }
  }
}
