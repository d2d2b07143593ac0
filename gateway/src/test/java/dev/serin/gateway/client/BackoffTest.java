package dev.serin.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void next_manyTries_longerUpToABoundAndThenNone() {
    Backoff backoff = new Backoff();
    List<Duration> waits = new ArrayList<>();
    for (Optional<Duration> next = backoff.next(); next.isPresent(); next = backoff.next()) {
      waits.add(next.get());
    }
    assertThat(waits).isSorted().startsWith(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(waits.get(waits.size() - 1)).isEqualTo(Duration.ofSeconds(10));
    assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
        .isBetween(Duration.ofMinutes(3), Duration.ofMinutes(5));
    backoff.reset();
    assertThat(backoff.next()).contains(Duration.ofMillis(500));
  }
}
