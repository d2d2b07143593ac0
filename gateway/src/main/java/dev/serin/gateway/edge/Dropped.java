package dev.serin.gateway.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts connections that the server ended, by the reason. */
final class Dropped {
  enum Reason {
    /** It was idle, and a newcomer needed its place. */
    IDLE,
    /** Its request head was unfinished, and a newcomer needed its place. */
    HALF_SENT,
    /** It came, and there was no place. */
    REFUSED,
    /** Its request head took too long. */
    HEAD_TIMEOUT,
    /** Its request body took too long; counted only where the port has a time for all bodies. */
    BODY_TIMEOUT,
    /** What it sent is no request by RFC 9112. */
    MALFORMED
  }

  private final Map<Reason, Counter> counters = new EnumMap<>(Reason.class);

  /**
   * @param port {@code public} or {@code management}
   */
  Dropped(MeterRegistry registry, String port) {
    for (Reason reason : Reason.values()) {
      counters.put(
          reason,
          Counter.builder("serin.http.connections.dropped")
              .description("Connections that the server ended")
              .tag("port", port)
              .tag("reason", reason.name().toLowerCase(Locale.ROOT).replace('_', '-'))
              .register(registry));
    }
  }

  void count(Reason reason) {
    Objects.requireNonNull(counters.get(reason)).increment();
  }
}
