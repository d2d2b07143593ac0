package dev.serin.gateway.images.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Breaker breaker = new Breaker(now::get);

  @Test
  void allows_afterFiveFailuresInARow_oneTrialEachPause() {
    for (int i = 0; i < 5; i++) {
      assertThat(breaker.allows()).isTrue();
      breaker.failed();
    }
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.isFailing()).isTrue();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.allows()).as("another while one tries").isFalse();
    breaker.succeeded();
    assertThat(breaker.allows()).isTrue();
    assertThat(breaker.isFailing()).isFalse();
  }

  @Test
  void allows_successBetweenFailures_always() {
    for (int i = 0; i < 20; i++) {
      breaker.failed();
      if (i % 4 == 3) {
        breaker.succeeded();
      }
      assertThat(breaker.allows()).isTrue();
    }
  }
}
