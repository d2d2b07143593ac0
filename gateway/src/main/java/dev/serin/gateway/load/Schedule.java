package dev.serin.gateway.load;

import java.util.SplittableRandom;

/**
 * When requests are due, in nanoseconds from the start of a turn. An open schedule is drawn
 * beforehand, that is: from its seed alone, whatever the server does. Mutable; one thread.
 */
final class Schedule {
  /** How the gaps between requests are drawn. */
  enum Gaps {
    /** All alike. */
    CONSTANT,
    /** Exponential, as callers who do not know of each other come: a Poisson process. */
    EXPONENTIAL
  }

  private final double gapNs;
  private final Gaps gaps;
  private final SplittableRandom random;
  private final long endNs;
  private double dueNs;

  private Schedule(double gapNs, Gaps gaps, long seed, long durationNs) {
    this.gapNs = gapNs;
    this.gaps = gaps;
    this.random = new SplittableRandom(seed);
    this.endNs = durationNs;
    if (gapNs > 0) {
      advance();
    }
  }

  /**
   * An open one.
   *
   * @param perSecond requests a second, above 0
   */
  static Schedule open(double perSecond, Gaps gaps, long seed, long durationNs) {
    return new Schedule(1e9 / perSecond, gaps, seed, durationNs);
  }

  /** A closed one: the next request is due whenever a connection is free. */
  static Schedule closed(long durationNs) {
    return new Schedule(0, Gaps.CONSTANT, 0, durationNs);
  }

  boolean isOpen() {
    return gapNs > 0;
  }

  /** No request is due from then on. */
  long endNs() {
    return endNs;
  }

  /**
   * When the next request is due.
   *
   * @param nowNs what a closed schedule gives back
   */
  long dueNs(long nowNs) {
    return isOpen() ? (long) dueNs : nowNs;
  }

  /** Goes on to the request after the next one. */
  void advance() {
    dueNs += gaps == Gaps.CONSTANT ? gapNs : -Math.log(1 - random.nextDouble()) * gapNs;
  }
}
