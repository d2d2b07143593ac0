package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.evidence.Signal;

/**
 * Turns samples of a signal into minutes of the ramp at 20 requests a second, of which 20 % of
 * stable's are shadowed and 1 % get a label. After the hour, the last weight goes on.
 */
final class RampClock {
  private static final double REQUESTS_A_MINUTE = 20 * 60;
  private static final double SHADOW = 0.2;
  private static final double LABELLED = 0.01;
  private static final int FOREVER = 100_000;

  private RampClock() {}

  /** The first minute, from 1 on, at whose end so many samples are expected. */
  static int minute(Signal signal, long samples) {
    double seen = 0;
    for (int minute = 0; minute < FOREVER; minute++) {
      double share = share(minute);
      seen +=
          REQUESTS_A_MINUTE
              * switch (signal) {
                case LATENCY, ERRORS -> share;
                case AGREEMENT, CONFIDENCE -> SHADOW * (1 - share);
                case ACCURACY, CLASSES -> LABELLED;
                case SPLIT -> 1;
              };
      if (seen >= samples) {
        return minute + 1;
      }
    }
    return FOREVER;
  }

  /** Requests of the candidate that are expected until the end of a minute from 1 on. */
  static long canaryRequests(int minute) {
    double sum = 0;
    for (int i = 0; i < minute; i++) {
      sum += REQUESTS_A_MINUTE * share(i);
    }
    return Math.round(sum);
  }

  private static double share(int minute) {
    return Ramp.weight(minute) / 10_000.0;
  }
}
