package dev.serin.gateway.rollout.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.images.store.ImageStores;
import dev.serin.gateway.results.ResultCache;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PairRunnerTest {
  private static final String UNIT = "0123456789abcdef";
  private static final int PLACES = 3;
  private static final int TOP = 5;

  private final HeldClient client = new HeldClient();
  private final FakeExperiment experiment = new FakeExperiment();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ImageStore images = ImageStores.inMemory(1 << 20, meters);
  private final ResultCache results =
      new ResultCache(
          client, 100, Optional.empty(), Duration.ofSeconds(60), System::nanoTime, meters);
  private final Deque<Runnable> alarms = new ArrayDeque<>();
  private final List<Duration> delays = new ArrayList<>();
  private final PairRunner runner = runner(PLACES);
  private final EncodedImage image = stored(1);

  private PairRunner runner(int places) {
    return new PairRunner(
        new BestLabels(client, results, images, TOP, Duration.ofSeconds(30), () -> 0),
        (delay, task) -> {
          delays.add(delay);
          alarms.add(task);
        },
        places,
        1,
        meters);
  }

  private EncodedImage stored(int bytes) {
    EncodedImage made = EncodedImage.of(new byte[bytes]);
    images.put(made);
    return made;
  }

  private void cache(String version, String label) {
    results.ask(ResultKey.of("m", HeldClient.version(version), image.sha256(), TOP), image);
    client.held.remove().answer(label);
  }

  private double count(String outcome) {
    return meters.get("serin.pairs").tag("outcome", outcome).counter().count();
  }

  @Test
  void ask_nothingCached_asksBothInTheBackground() {
    runner.ask(experiment, image.sha256(), UNIT, "b");
    HeldClient.Held stable = client.held.remove();
    assertThat(stable.request().version()).isEqualTo("1");
    assertThat(stable.request().priority()).isEqualTo(Priority.BACKGROUND);
    stable.answer("a");
    HeldClient.Held candidate = client.held.remove();
    assertThat(candidate.request().version()).isEqualTo("2");
    assertThat(candidate.request().priority()).isEqualTo(Priority.BACKGROUND);
    candidate.answer("b");
    assertThat(experiment.pairs)
        .containsExactly(new LabelledPair(image.sha256(), "b", false, true, UNIT));
    assertThat(count("paired")).isEqualTo(1);
    assertThat(runner.length()).isZero();
    assertThat(results.finished(ResultKey.of("m", HeldClient.version("2"), image.sha256(), TOP)))
        .as("a later canary request must be a miss")
        .isEmpty();
  }

  @Test
  void ask_cached_asksOnlyForTheOther() {
    cache("1", "a");
    runner.ask(experiment, image.sha256(), UNIT, "a");
    assertThat(client.held.element().request().version()).isEqualTo("2");
    client.held.remove().answer("b");
    assertThat(experiment.pairs)
        .containsExactly(new LabelledPair(image.sha256(), "a", true, false, UNIT));
  }

  @Test
  void ask_bothCachedAndTheImageGone_isAPairAllTheSame() {
    EncodedImage gone = EncodedImage.of(new byte[9]);
    for (String version : List.of("1", "2")) {
      results.ask(ResultKey.of("m", HeldClient.version(version), gone.sha256(), TOP), gone);
      client.held.remove().answer("a");
    }
    runner.ask(experiment, gone.sha256(), UNIT, "a");
    assertThat(experiment.pairs).hasSize(1);
  }

  @Test
  void ask_imageGone_isGivenUpAndCounted() {
    runner.ask(experiment, "0".repeat(64), UNIT, "a");
    assertThat(count("lost")).isEqualTo(1);
    assertThat(client.held).isEmpty();
    assertThat(runner.length()).isZero();
  }

  @Test
  void ask_overloaded_triesAgainEverLaterWhileTheRolloutRuns() {
    runner.ask(experiment, image.sha256(), UNIT, "a");
    for (int i = 0; i < 9; i++) {
      client.held.remove().fail(i % 2 == 0 ? Reason.OVERLOADED : Reason.DEADLINE_EXCEEDED);
      alarms.remove().run();
    }
    assertThat(delays.subList(0, 7).stream().map(Duration::toMillis))
        .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L);
    assertThat(delays.get(8)).isEqualTo(Duration.ofSeconds(5));
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    assertThat(experiment.pairs)
        .containsExactly(new LabelledPair(image.sha256(), "a", true, true, UNIT));
  }

  @Test
  void ask_overloadedAndTheRolloutEnds_givesUp() {
    runner.ask(experiment, image.sha256(), UNIT, "a");
    client.held.remove().fail(Reason.OVERLOADED);
    experiment.over = true;
    alarms.remove().run();
    assertThat(client.held).isEmpty();
    assertThat(count("dropped")).isEqualTo(1);
    assertThat(runner.length()).isZero();
  }

  @Test
  void ask_aVersionCannotAnswer_isCountedAndTheNextGoesOn() {
    EncodedImage next = stored(2);
    runner.ask(experiment, image.sha256(), UNIT, "a");
    runner.ask(experiment, next.sha256(), UNIT, "a");
    client.held.remove().fail(Reason.INTERNAL);
    assertThat(count("failed")).isEqualTo(1);
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    assertThat(experiment.pairs).hasSize(1);
  }

  @Test
  void ask_full_isDroppedAndWelcomeLater() {
    for (int i = 1; i <= PLACES + 1; i++) {
      runner.ask(experiment, stored(i).sha256(), UNIT, "a");
    }
    assertThat(count("dropped")).isEqualTo(1);
    for (int i = 0; i < 2 * PLACES; i++) {
      client.held.remove().answer("a");
    }
    runner.ask(experiment, stored(PLACES + 1).sha256(), UNIT, "a");
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    assertThat(experiment.pairs).hasSize(PLACES + 1);
  }

  @Test
  void ask_againWhileItWaitsOrAfterItsPair_changesNothing() {
    runner.ask(experiment, image.sha256(), UNIT, "a");
    runner.ask(experiment, image.sha256(), UNIT, "b");
    assertThat(runner.length()).isEqualTo(1);
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    runner.ask(experiment, image.sha256(), UNIT, "a");
    assertThat(client.held).isEmpty();
    assertThat(experiment.pairs).hasSize(1);
  }

  @Test
  void ask_manyLostBehindOneUnderWay_makeNoTowerOfCalls() {
    PairRunner wide = runner(20_000);
    wide.ask(experiment, image.sha256(), UNIT, "a");
    for (int i = 0; i < 10_000; i++) {
      wide.ask(experiment, "%064x".formatted(i), UNIT, "a");
    }
    client.held.remove().answer("a");
    client.held.remove().answer("a");
    assertThat(count("lost")).isEqualTo(10_000);
    assertThat(wide.length()).isZero();
  }
}
