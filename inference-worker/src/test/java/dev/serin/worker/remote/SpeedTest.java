package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class SpeedTest {
  private static final long MILLI = 1_000_000L;
  private static final long SECOND = 1_000 * MILLI;

  private final Speed speed = new Speed(0);
  private long now = 60 * SECOND;

  @Test
  void nanos_unknown_halvesEachSecondSoThatANewcomerIsTried() {
    assertThat(speed.nanos("m", "1", 0)).isEqualTo(Speed.FIRST_NANOS);
    assertThat(speed.nanos("m", "1", SECOND)).isEqualTo(Speed.FIRST_NANOS / 2);
    assertThat(speed.nanos("m", "1", 3 * SECOND)).isEqualTo(Speed.FIRST_NANOS / 8);
  }

  @Test
  void nanos_askedAgainAndAgain_isTheAverage() {
    for (int i = 0; i < 500; i++) {
      image(i % 2 == 0 ? 30 * MILLI : 50 * MILLI);
      now += MILLI;
    }
    assertThat((double) speed.nanos("m", "1", now)).isCloseTo(40e6, Percentage.withPercentage(10));
  }

  @Test
  void nanos_slowAndThenLeftAlone_isAskedAgainTheLaterTheSlowerItWas() {
    image(800 * MILLI);
    assertThat(secondsUntilUnder(100 * MILLI)).isCloseTo(3, within(0.05));
    image(1600 * MILLI);
    assertThat(secondsUntilUnder(100 * MILLI)).isCloseTo(3.9, within(0.2));
  }

  @Test
  void nanos_slowOnesOnceMoreFast_isFastAfterAFewTries() {
    image(800 * MILLI);
    int tries = 0;
    while (speed.nanos("m", "1", now) > 15 * MILLI) {
      secondsUntilUnder(10 * MILLI);
      image(10 * MILLI);
      tries++;
    }
    assertThat(tries).isBetween(1, 5);
  }

  @Test
  void nanos_otherVersion_isItsOwn() {
    image(800 * MILLI);
    assertThat(speed.nanos("m", "2", now)).isLessThan(Speed.FIRST_NANOS);
  }

  /** Asks for one. */
  private void image(long took) {
    speed.asked("m", "1", now);
    now += took;
    speed.answered("m", "1", took, now);
    // The next one is asked at once, so that nothing fades.
    speed.asked("m", "1", now);
  }

  private double secondsUntilUnder(long nanos) {
    long start = now;
    while (speed.nanos("m", "1", now) > nanos) {
      now += MILLI;
    }
    return (now - start) / 1e9;
  }
}
