package dev.serin.gateway.rollout.simulate;

/** What happens to both versions alike: no gate may blame the candidate for it. */
enum Weather {
  /** Nothing. */
  STEADY("steady"),
  /**
   * Traffic and the error rate each swing by 70 % around their mean, with phases of their own. A
   * whole day is pressed into the hour, which is harder than a true day.
   */
  DIURNAL("diurnal"),
  /** 30 % of all requests fail for six minutes at any time. */
  OUTAGE("shared outage"),
  /** Failed requests come in bursts of one unit, of four on average; the rate is the same. */
  BURSTS("bursty retries");

  private static final double SWING = 0.7;
  private static final int OUTAGE_MINUTES = 6;
  private static final double OUTAGE_RATE = 0.3;

  /** Requests in a burst, on average. */
  static final double BURST = 4;

  private final String title;

  Weather(String title) {
    this.title = title;
  }

  /**
   * The weather of one run.
   *
   * @param trafficPhase of the swing of traffic, 0 to 1
   * @param errorPhase of the swing of errors, 0 to 1
   * @param outage first minute of the outage
   */
  record Day(Weather weather, double trafficPhase, double errorPhase, int outage) {
    /** Traffic in a minute, relative to its mean. */
    double traffic(int minute) {
      return weather == DIURNAL ? swing(minute, trafficPhase) : 1;
    }

    /** Share of requests that fail in a minute. */
    double errorRate(double base, int minute) {
      return switch (weather) {
        case DIURNAL -> base * swing(minute, errorPhase);
        case OUTAGE ->
            minute >= outage && minute < outage + OUTAGE_MINUTES
                ? Math.max(base, OUTAGE_RATE)
                : base;
        case STEADY, BURSTS -> base;
      };
    }

    private static double swing(int minute, double phase) {
      return 1 + SWING * Math.sin(2 * Math.PI * (minute / (double) Ramp.MINUTES + phase));
    }
  }

  Day day(Dice dice) {
    return new Day(
        this, dice.uniform(), dice.uniform(), dice.below(Ramp.MINUTES - OUTAGE_MINUTES + 1));
  }

  @Override
  public String toString() {
    return title;
  }
}
