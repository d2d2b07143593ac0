package dev.serin.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.gateway.load.Schedule.Gaps;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void open_constantGaps_evenlySpread() {
    assertThat(due(Schedule.open(4, Gaps.CONSTANT, 1, 2 * SECOND)))
        .containsExactly(
            SECOND / 4,
            SECOND / 2,
            3 * SECOND / 4,
            SECOND,
            5 * SECOND / 4,
            3 * SECOND / 2,
            7 * SECOND / 4);
  }

  @Test
  void open_exponentialGaps_meanAndSpreadOfAPoissonProcess() {
    List<Long> due = due(Schedule.open(1_000, Gaps.EXPONENTIAL, 7, 100 * SECOND));
    assertThat(due.size()).as("seed 7").isCloseTo(100_000, within(1_500));
    double squares = 0;
    for (int i = 1; i < due.size(); i++) {
      double gap = (due.get(i) - due.get(i - 1)) / 1e6;
      squares += (gap - 1) * (gap - 1);
    }
    // The deviation of an exponential gap is its mean.
    assertThat(Math.sqrt(squares / due.size())).isCloseTo(1, within(0.05));
  }

  @Test
  void open_sameSeed_sameMoments() {
    List<Long> once = due(Schedule.open(50, Gaps.EXPONENTIAL, 3, SECOND));
    assertThat(due(Schedule.open(50, Gaps.EXPONENTIAL, 3, SECOND))).isEqualTo(once);
    assertThat(due(Schedule.open(50, Gaps.EXPONENTIAL, 4, SECOND))).isNotEqualTo(once);
  }

  @Test
  void closed_any_dueNow() {
    Schedule closed = Schedule.closed(SECOND);
    assertThat(closed.isOpen()).isFalse();
    assertThat(closed.dueNs(5)).isEqualTo(5);
  }

  private static List<Long> due(Schedule schedule) {
    List<Long> due = new ArrayList<>();
    for (; schedule.dueNs(0) < schedule.endNs(); schedule.advance()) {
      due.add(schedule.dueNs(0));
    }
    return due;
  }
}
