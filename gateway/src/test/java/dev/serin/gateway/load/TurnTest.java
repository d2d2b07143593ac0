package dev.serin.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.gateway.load.Schedule.Gaps;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On a clock of its own, with a server whose every answer is known. */
final class TurnTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;
  private static final long NEVER = Long.MAX_VALUE;

  @Test
  void open_serverThatStallsASecond_chargesAllWhoCameMeanwhile() {
    // 100 a second for 10 s, answered within 1 ms, but for the second from 4 s to 5 s.
    StallingServer server = new StallingServer(MS, 4 * SECOND, 5 * SECOND);
    Measured measured =
        server.run(Schedule.open(100, Gaps.CONSTANT, 1, 10 * SECOND), 1, 30 * SECOND);
    assertThat(measured.ok()).isEqualTo(999);
    // A tenth of all came during the stall and waited from 0 to 1 s for its end; some more came
    // while the queue of these was served.
    assertThat(measured.success().p50()).isCloseTo(1, within(0.1));
    assertThat(measured.success().p90()).isBetween(50.0, 200.0);
    assertThat(measured.success().p99()).isCloseTo(910, within(20.0));
    assertThat(measured.success().max()).isCloseTo(1001, within(10.0));
    assertThat(measured.keptUp()).isTrue();
  }

  @Test
  void closed_sameServer_hidesTheStall() {
    StallingServer server = new StallingServer(MS, 4 * SECOND, 5 * SECOND);
    Measured measured = server.run(Schedule.closed(10 * SECOND), 1, 30 * SECOND);
    // One request of 9,000 has met the stall: that is coordinated omission.
    assertThat(measured.ok()).isBetween(8_500L, 9_100L);
    assertThat(measured.success().p999()).isCloseTo(1, within(0.1));
    assertThat(measured.success().max()).isCloseTo(1001, within(10.0));
  }

  @Test
  void open_stallOverTheTimeout_givenUpAndBounded() {
    StallingServer server = new StallingServer(MS, 2 * SECOND, 20 * SECOND);
    Measured measured = server.run(Schedule.open(100, Gaps.CONSTANT, 1, 5 * SECOND), 4, SECOND);
    assertThat(measured.failures()).isEqualTo(Map.of(Failure.TIMEOUT, 300L));
    assertThat(measured.ok()).isEqualTo(199);
    assertThat(measured.errors()).isEqualTo(300);
    assertThat(measured.due()).isEqualTo(499);
    // Those that were sent were abandoned; the others never left.
    assertThat(server.abandoned()).hasSize((int) (measured.sent() - measured.ok()));
    assertThat(server.abandoned()).allMatch(Flight::isEnded);
  }

  @Test
  void open_fewConnections_neverMoreUnderWay() {
    StallingServer server = new StallingServer(50 * MS, NEVER, NEVER);
    server.run(Schedule.open(100, Gaps.EXPONENTIAL, 1, SECOND), 3, 30 * SECOND);
    assertThat(server.inFlightMost()).isEqualTo(3);
  }

  @Test
  void closed_severalConnections_asManyUnderWay() {
    StallingServer server = new StallingServer(10 * MS, NEVER, NEVER);
    Measured measured = server.run(Schedule.closed(SECOND), 5, 30 * SECOND);
    assertThat(server.inFlightMost()).isEqualTo(5);
    assertThat(measured.perSecond()).isCloseTo(100, within(2.0));
    assertThat(measured.success().p50()).isCloseTo(50, within(1.0));
  }

  @Test
  void answered_refusals_timedApartAndNoErrors() {
    StallingServer server = new StallingServer(2 * MS, NEVER, NEVER);
    server.status = 503;
    Measured measured = server.run(Schedule.open(100, Gaps.CONSTANT, 1, SECOND), 1, SECOND);
    assertThat(measured.refused()).isEqualTo(99);
    assertThat(measured.errors()).isZero();
    assertThat(measured.success().count()).isZero();
    assertThat(measured.refusal().p50()).isCloseTo(2, within(0.1));
  }

  @Test
  void answered_otherStatus_anError() {
    StallingServer server = new StallingServer(2 * MS, NEVER, NEVER);
    server.status = 404;
    Measured measured = server.run(Schedule.open(100, Gaps.CONSTANT, 1, SECOND), 1, SECOND);
    assertThat(measured.errors()).isEqualTo(99);
    assertThat(measured.statuses()).isEqualTo(Map.of(404, 99L));
  }

  @Test
  void due_noticedLate_saysItDidNotKeepUp() {
    Tally tally = new Tally(SECOND);
    for (int i = 0; i < 98; i++) {
      tally.due(10_000);
    }
    assertThat(tally.measured().keptUp()).isTrue();
    tally.due(5 * MS);
    tally.due(5 * MS);
    assertThat(tally.measured().keptUp()).isFalse();
    assertThat(tally.measured().lateP99Ms()).isCloseTo(5, within(0.1));
  }

  @Test
  void plus_twoTurns_countsAdd() {
    Schedule first = Schedule.open(100, Gaps.CONSTANT, 1, SECOND);
    Tally once = tally(first);
    Measured both = once.plus(tally(Schedule.open(200, Gaps.CONSTANT, 1, SECOND))).measured();
    assertThat(both.seconds()).isEqualTo(2);
    assertThat(both.ok()).isEqualTo(99 + 199);
    assertThat(both.perSecond()).isCloseTo(149, within(1.0));
    assertThat(both.okBySecond()).containsExactly(99L, 199L);
    assertThat(both.success().count()).isEqualTo(99 + 199);
  }

  private static Tally tally(Schedule schedule) {
    Tally tally = new Tally(schedule.endNs());
    for (; schedule.dueNs(0) < schedule.endNs(); schedule.advance()) {
      tally.due(0);
      tally.sent();
      tally.answered(200, 1, MS, schedule.dueNs(0));
    }
    return tally;
  }
}
