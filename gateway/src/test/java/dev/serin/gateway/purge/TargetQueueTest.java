package dev.serin.gateway.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.purge.Delivery.State;
import dev.serin.gateway.purge.TargetQueue.Item;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TargetQueueTest {
  /** What was sent to the target, and waits for its answer. */
  private record Try(long purge, Promise<String> answer) {}

  private final class FakeTarget implements Target {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Future<String> send(Purge purge) {
      Promise<String> answer = Promise.promise();
      tries.add(new Try(purge.id(), answer));
      return answer.future();
    }
  }

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Deque<Try> tries = new ArrayDeque<>();
  private final List<Duration> waits = new ArrayList<>();
  private final Deque<Runnable> later = new ArrayDeque<>();
  private long now;
  private final TargetQueue queue =
      new TargetQueue(
          new FakeTarget(),
          3,
          Duration.ofMinutes(1),
          new Backoff(new SplittableRandom(1)),
          (delay, task) -> {
            waits.add(delay);
            later.add(task);
          },
          () -> now,
          meters);

  @Test
  void add_whileOneIsTriedAgain_waitsForItsTurn() {
    Item first = add(1);
    Item second = add(2);
    tries.remove().answer().fail("down");
    assertThat(tries).as("the second does not overtake the first").isEmpty();
    assertThat(first.delivery()).isEqualTo(new Delivery("fake", State.PENDING, 1, "down"));
    later.remove().run();
    Try again = tries.remove();
    assertThat(again.purge()).isEqualTo(1);
    again.answer().complete("well");
    assertThat(first.delivery()).isEqualTo(new Delivery("fake", State.DONE, 2, "well"));
    assertThat(first.ended().succeeded()).isTrue();
    assertThat(second.ended().isComplete()).isFalse();
    assertThat(tries.remove().purge()).isEqualTo(2);
    assertThat(count("retried")).isEqualTo(1);
    assertThat(count("done")).isEqualTo(1);
  }

  @Test
  void failed_untilTheTimeIsOver_givenUpAndTheNextBegins() {
    Item first = add(1);
    add(2);
    int attempts = 0;
    while (first.delivery().state() == State.PENDING) {
      tries.remove().answer().fail("down");
      attempts++;
      if (!later.isEmpty()) {
        now += waits.get(waits.size() - 1).toNanos();
        later.remove().run();
      }
    }
    assertThat(first.delivery()).isEqualTo(new Delivery("fake", State.FAILED, attempts, "down"));
    assertThat(Duration.ofNanos(now)).isBetween(Duration.ofSeconds(20), Duration.ofMinutes(1));
    assertThat(waits.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(waits.get(3)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    assertThat(first.ended().isComplete()).isTrue();
    assertThat(tries.remove().purge()).isEqualTo(2);
    assertThat(count("failed")).isEqualTo(1);
  }

  @Test
  void add_toAFullQueue_failsAtOnceAndSaysSo() {
    add(1);
    add(2);
    add(3);
    Item tooMany = add(4);
    assertThat(tooMany.delivery())
        .isEqualTo(new Delivery("fake", State.FAILED, 0, "too many purges wait for it"));
    assertThat(queue.length()).isEqualTo(3);
    assertThat(meters.get("serin.purge.queue.length").gauge().value()).isEqualTo(3);
  }

  @Test
  void close_whileOneWaits_triesNothingAgain() {
    add(1);
    tries.remove().answer().fail("down");
    assertThat(queue.close()).isEqualTo(1);
    later.remove().run();
    assertThat(tries).isEmpty();
    assertThat(add(2).delivery().state()).isEqualTo(State.FAILED);
  }

  private Item add(long id) {
    return queue.add(new Purge(id, Instant.EPOCH, "test", List.of("key"), List.of("/url"), 0));
  }

  private double count(String outcome) {
    return meters.get("serin.purges").tag("outcome", outcome).counter().count();
  }
}
