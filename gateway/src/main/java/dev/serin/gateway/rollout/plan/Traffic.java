package dev.serin.gateway.rollout.plan;

import io.vertx.core.Future;
import java.time.Duration;

/** What a model was asked lately. */
public interface Traffic {
  /** What is assumed where nobody measured the time. */
  Duration STANDARD = Duration.ofMinutes(5);

  /**
   * How many different units come: users or sessions, and images of callers who name none.
   *
   * @param first units met in the time {@code span}
   * @param laterPerSecond units a second that were not met before, after that time; 0 where the
   *     same ones come again and again
   */
  record Units(double first, Duration span, double laterPerSecond) {
    /** Each request is one of a unit of its own. */
    public static Units fresh(double perSecond) {
      return new Units(perSecond * STANDARD.toSeconds(), STANDARD, perSecond);
    }

    /** Units that are met within so many seconds. */
    public double within(double seconds) {
      double early = span.toMillis() / 1e3;
      return seconds <= early
          ? first * seconds / early
          : first + laterPerSecond * (seconds - early);
    }

    /** Share of the units met before that come again, 0 to 1. */
    public double returning() {
      return first <= 0
          ? 0
          : Math.max(0, Math.min(1, 1 - laterPerSecond * span.toMillis() / 1e3 / first));
    }
  }

  /**
   * What could count as evidence: neither pinned, nor answered from a cache, nor refused.
   *
   * @param requestsPerSecond such requests
   * @param errorRate share of them without an answer, 0 to 1
   * @param labelsPerHour images whose true label came, from those whose labels count
   * @param units whom they come from
   * @param window time over which requests were counted, up to now
   * @param labelWindow time over which labels were counted, up to now
   */
  record Rates(
      double requestsPerSecond,
      double errorRate,
      double labelsPerHour,
      Units units,
      Duration window,
      Duration labelWindow) {
    /** Rates of units that come once. */
    public Rates(double requestsPerSecond, double errorRate, double labelsPerHour) {
      this(
          requestsPerSecond,
          errorRate,
          labelsPerHour,
          Units.fresh(requestsPerSecond),
          STANDARD,
          STANDARD);
    }
  }

  /** Rates of the last minutes; all zero for a model that nobody asked. */
  Future<Rates> recent(String model);
}
