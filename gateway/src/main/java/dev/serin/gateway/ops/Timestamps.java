package dev.serin.gateway.ops;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Writes moments as {@code 2026-11-23T22:46:05.000123Z}. All but the last digits is written once a
 * second only. Safe for use by many threads.
 */
final class Timestamps {
  private static final int DIGITS = 6;

  private record Second(long epoch, String text) {}

  private volatile Second last = second(Instant.EPOCH);

  /** To the microsecond, in UTC. */
  String of(Instant moment) {
    Second second = last;
    if (second.epoch() != moment.getEpochSecond()) {
      second = second(moment);
      last = second;
    }
    String micros = Integer.toString(moment.getNano() / 1_000);
    return second.text() + "0".repeat(DIGITS - micros.length()) + micros + 'Z';
  }

  private static Second second(Instant moment) {
    String text = moment.truncatedTo(ChronoUnit.SECONDS).toString();
    return new Second(moment.getEpochSecond(), text.substring(0, text.length() - 1) + '.');
  }
}
