package dev.serin.gateway.load;

import java.util.List;
import java.util.Map;

/**
 * What came of a load on one target.
 *
 * @param seconds of the schedule
 * @param due requests
 * @param sent those of them that found a connection in time
 * @param ok answers 2xx, and 304
 * @param perSecond of the good answers, those that came within the schedule
 * @param refused answers 429 and 503
 * @param errors requests with any other answer, or none
 * @param bytes of the bodies of all answers
 * @param success times of good answers, from when a request was due
 * @param refusal times of refusals, likewise
 * @param late requests that the generator noticed over a millisecond after they were due
 * @param lateP99Ms how late it noticed 99 of 100
 * @param okBySecond good answers in each second
 * @param otherBySecond all else in each second
 */
record Measured(
    double seconds,
    long due,
    long sent,
    long ok,
    double perSecond,
    Map<Integer, Long> statuses,
    Map<Failure, Long> failures,
    long refused,
    long errors,
    long bytes,
    Latency success,
    Latency refusal,
    long late,
    double lateP99Ms,
    List<Long> okBySecond,
    List<Long> otherBySecond) {
  private static final double LATE_SHARE_MAX = 0.01;

  /** Whether the generator kept to its schedule, so that the times are the server's. */
  boolean keptUp() {
    return late <= LATE_SHARE_MAX * due;
  }
}
