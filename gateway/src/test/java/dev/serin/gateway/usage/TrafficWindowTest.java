package dev.serin.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.usage.TrafficWindow.Seen;
import java.time.Duration;
import java.time.Instant;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class TrafficWindowTest {
  private static final Instant START = Instant.parse("2026-11-23T16:59:00Z");
  private static final Percentage CLOSE = Percentage.withPercentage(3);

  private final TrafficWindow window = new TrafficWindow(START);
  private Instant now = START;

  private void run(int seconds, int perSecond, int users) {
    for (int second = 0; second < seconds; second++) {
      for (int i = 0; i < perSecond; i++) {
        long request = now.getEpochSecond() * perSecond + i;
        window.count(now, "user-" + (users == 0 ? request : request % users), i == 0);
      }
      now = now.plusSeconds(1);
    }
  }

  private double perSecond(Seen seen) {
    return seen.requests() / (seen.time().toMillis() / 1e3);
  }

  @Test
  void seen_eachRequestAUnit_rateAndUnitsAreTheSame() {
    run(240, 50, 0);
    Seen seen = window.seen(now);
    assertThat(seen.time()).isEqualTo(Duration.ofMinutes(4));
    assertThat(perSecond(seen)).isCloseTo(50, CLOSE);
    assertThat(seen.errors()).isEqualTo(240);
    assertThat(seen.units().laterPerSecond()).isCloseTo(50, Percentage.withPercentage(6));
    assertThat(seen.units().within(3_000)).isCloseTo(150_000, Percentage.withPercentage(6));
    assertThat(seen.units().returning()).isLessThan(0.1);
  }

  @Test
  void seen_fiveUsers_fiveUnitsHoweverLong() {
    run(200, 50, 5);
    Seen seen = window.seen(now);
    assertThat(seen.units().within(86_400)).isCloseTo(5, CLOSE);
    assertThat(seen.units().returning()).isEqualTo(1);
  }

  @Test
  void seen_hours_lastFiveMinutesOnly() {
    run(300, 100, 0);
    now = now.plusSeconds(3_600);
    run(600, 10, 0);
    Seen seen = window.seen(now);
    assertThat(seen.time()).isBetween(Duration.ofSeconds(299), Duration.ofSeconds(310));
    assertThat(perSecond(seen)).isCloseTo(10, CLOSE);
  }

  @Test
  void seen_trafficThatBegan_isNotSpreadOverTheTimeBefore() {
    now = now.plusSeconds(7_200);
    run(100, 50, 0);
    Seen seen = window.seen(now);
    assertThat(seen.time()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(101));
    assertThat(perSecond(seen)).isCloseTo(50, CLOSE);
  }

  @Test
  void seen_burstAndSilence_isSpreadOverTheWindow() {
    now = now.plusSeconds(7_200);
    run(1, 300, 0);
    now = now.plusSeconds(120);
    Seen seen = window.seen(now);
    assertThat(seen.requests()).isEqualTo(300);
    assertThat(seen.time()).isGreaterThan(Duration.ofSeconds(290));
  }

  @Test
  void seen_nothing_nothing() {
    Seen seen = window.seen(now.plusSeconds(5));
    assertThat(seen.requests()).isZero();
    assertThat(seen.time()).isEqualTo(Duration.ofSeconds(5));
    assertThat(seen.units().within(1_000)).isZero();
  }
}
