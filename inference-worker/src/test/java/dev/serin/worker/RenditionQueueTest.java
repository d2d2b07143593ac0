package dev.serin.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RenditionQueueTest {
  private final Deque<Runnable> started = new ArrayDeque<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private final List<Integer> done = new ArrayList<>();
  private boolean callers;
  private long now;
  private final RenditionQueue queue =
      new RenditionQueue(
          2,
          1,
          Duration.ofMillis(200),
          () -> callers,
          started::add,
          (delay, task) -> later.add(task),
          () -> now);

  @Test
  void offer_noCallers_oneAtATimeInOrder() {
    offer(1);
    offer(2);
    assertThat(started).hasSize(1);
    started.remove().run();
    assertThat(done).containsExactly(1);
    started.remove().run();
    assertThat(done).containsExactly(1, 2);
    assertThat(queue.length()).isZero();
  }

  @Test
  void offer_callersThere_waitsUntilTheyAreGone() {
    callers = true;
    offer(1);
    assertThat(started).isEmpty();
    later.remove().run();
    assertThat(started).isEmpty();
    assertThat(later).as("it looks again").hasSize(1);
    callers = false;
    later.remove().run();
    assertThat(started).hasSize(1);
    assertThat(later).isEmpty();
  }

  @Test
  void offer_callersForTooLong_startsAllTheSame() {
    callers = true;
    offer(1);
    now += Duration.ofMillis(201).toNanos();
    later.remove().run();
    assertThat(started).hasSize(1);
  }

  @Test
  void offer_noPlace_refused() {
    offer(1);
    offer(2);
    offer(3);
    assertThat(queue.length()).isEqualTo(2);
    assertThat(queue.offer(() -> {})).isFalse();
  }

  private void offer(int number) {
    assertThat(queue.offer(() -> done.add(number))).isTrue();
  }
}
