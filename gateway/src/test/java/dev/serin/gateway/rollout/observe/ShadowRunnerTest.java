package dev.serin.gateway.rollout.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.ShadowConfig;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class ShadowRunnerTest {
  private static final int QUEUE = 4;
  private static final int AT_WORK = 2;
  private static final long TIMEOUT_NS = 1_000;

  private final HeldClient client = new HeldClient();
  private static final UnitHash UNIT = UnitHash.of("m-2-00000000", "anna");

  private final FakeExperiment experiment = new FakeExperiment();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong now = new AtomicLong();
  private final ShadowRunner runner =
      new ShadowRunner(
          client,
          new ShadowConfig(QUEUE, 100, Duration.ofNanos(TIMEOUT_NS), 1),
          AT_WORK,
          now::get,
          meters);

  private static EncodedImage image(int bytes) {
    return EncodedImage.of(new byte[bytes]);
  }

  private void offer(int bytes) {
    runner.offer(experiment, UNIT, image(bytes), HeldClient.answer("a"));
  }

  private double count(String outcome) {
    return meters.get("serin.shadow.images").tag("outcome", outcome).counter().count();
  }

  @Test
  void offer_answered_isComparedOnceInTheBackground() {
    offer(1);
    ClassifyRequest asked = client.held.element().request();
    assertThat(asked.version()).isEqualTo("2");
    assertThat(asked.top()).isEqualTo(1);
    assertThat(asked.priority()).isEqualTo(Priority.BACKGROUND);
    assertThat(asked.deadlineNanos()).isEqualTo(TIMEOUT_NS);
    client.held.remove().answer("b");
    assertThat(experiment.compared)
        .containsExactly(new FakeExperiment.Compared(image(1).sha256(), "a", "b"));
    assertThat(count("run")).isEqualTo(1);
    assertThat(runner.length()).isZero();
  }

  @Test
  void offer_queueFull_newestDroppedBeforeItsAnswerIsKnown() {
    for (int i = 1; i <= QUEUE + 3; i++) {
      offer(i);
    }
    assertThat(client.held).as("at work").hasSize(AT_WORK);
    assertThat(count("dropped")).isEqualTo(3);
    for (int i = 1; i <= QUEUE; i++) {
      client.held.remove().answer("a");
    }
    assertThat(experiment.compared).hasSize(QUEUE);
    assertThat(runner.length()).isZero();
    offer(1);
    assertThat(client.held).hasSize(1);
  }

  @Test
  void offer_memoryFull_droppedUntilItIsBack() {
    offer(60);
    offer(41);
    assertThat(count("dropped")).isEqualTo(1);
    client.held.remove().answer("a");
    offer(100);
    client.held.remove().answer("a");
    assertThat(count("run")).isEqualTo(2);
    offer(101);
    assertThat(client.held).isEmpty();
  }

  @Test
  void offer_rolloutOver_dropsWhatWaitsAndWhatIsAnswered() {
    for (int i = 1; i <= QUEUE; i++) {
      offer(i);
    }
    experiment.over = true;
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    assertThat(client.held).isEmpty();
    offer(1);
    assertThat(client.held).isEmpty();
    assertThat(experiment.compared).isEmpty();
    assertThat(count("dropped")).isEqualTo(QUEUE);
    assertThat(runner.length()).isZero();
  }

  @Test
  void offer_waitedTooLong_dropped() {
    for (int i = 1; i <= AT_WORK + 1; i++) {
      offer(i);
    }
    now.set(TIMEOUT_NS);
    client.held.remove().fail(Reason.DEADLINE_EXCEEDED);
    assertThat(client.held).hasSize(1);
    assertThat(count("dropped")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"OVERLOADED", "CLOSING", "UNREACHABLE", "CANCELLED", "DEADLINE_EXCEEDED"})
  void offer_noTimeForIt_countsAsDropped(Reason reason) {
    offer(1);
    client.held.remove().fail(reason);
    assertThat(count("dropped")).isEqualTo(1);
    assertThat(runner.length()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      mode = Mode.EXCLUDE,
      names = {"OVERLOADED", "CLOSING", "UNREACHABLE", "CANCELLED", "DEADLINE_EXCEEDED"})
  void offer_candidateCannotAnswer_countsAsFailed(Reason reason) {
    offer(1);
    client.held.remove().fail(reason);
    assertThat(count("failed")).isEqualTo(1);
    assertThat(experiment.compared).isEmpty();
    assertThat(runner.length()).isZero();
  }
}
