package dev.serin.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TimestampsTest {
  private final Timestamps timestamps = new Timestamps();

  @Test
  void of_anyMoment_readsBackToTheMicrosecond() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      // Few seconds, so that most moments find theirs written already.
      Instant moment =
          Instant.ofEpochSecond(1_790_000_000L + random.nextInt(3), random.nextInt(1_000_000_000));
      String text = timestamps.of(moment);
      assertThat(text).hasSize("2026-11-23T22:46:05.000123Z".length());
      assertThat(Instant.parse(text)).isEqualTo(moment.truncatedTo(ChronoUnit.MICROS));
    }
  }
}
