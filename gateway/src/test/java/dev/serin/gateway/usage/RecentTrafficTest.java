package dev.serin.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Waiter.Source;
import dev.serin.gateway.rollout.plan.Traffic.Rates;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecentTrafficTest {
  private static final Instant START = Instant.parse("2026-11-23T16:59:00Z");
  private static final Route ROUTE =
      new Route(
          "pets",
          new VersionInfo("2", State.READY, null, "00", List.of("cat"), null),
          Route.Kind.STABLE,
          null,
          false);

  private Instant now = START;
  private int labelsLately;

  private final RecentTraffic traffic =
      new RecentTraffic(
          (model, from) ->
              Future.succeededFuture(
                  Duration.between(from, now).compareTo(Duration.ofMinutes(10)) > 0
                      ? 120
                      : labelsLately),
          () -> now);

  private static Outcome outcome(Source source, @Nullable ProblemCode problem) {
    EncodedImage image = EncodedImage.of(new byte[1]);
    Classification answer =
        problem == null
            ? new Classification(new ImageInfo("png", 1, 1), List.of(), new Timings(1, 1, 1))
            : null;
    return new Outcome(
        new ResultKey("pets", "2", "00", image.sha256(), 5),
        image,
        source,
        false,
        true,
        answer,
        problem == null ? null : new Problem(problem, "told to"));
  }

  private void run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      traffic.unpinned("a" + i, ROUTE, List.of(outcome(Source.MISS, null)));
      traffic.unpinned("b" + i, ROUTE, List.of(outcome(Source.MISS, ProblemCode.INTERNAL)));
      traffic.unpinned("c" + i, ROUTE, List.of(outcome(Source.HIT, null)));
      traffic.unpinned("d" + i, ROUTE, List.of(outcome(Source.MISS, ProblemCode.OVERLOADED)));
      // As the handler tells of a pinned one.
      traffic.answered(ROUTE, List.of(outcome(Source.MISS, null)), 1);
      now = now.plusSeconds(1);
    }
  }

  @Test
  void recent_cachedRefusedAndPinned_areLeftOut() {
    run(200);
    Rates rates = traffic.recent("pets").result();
    assertThat(rates.requestsPerSecond()).isEqualTo(2);
    assertThat(rates.errorRate()).isEqualTo(0.5);
    assertThat(rates.window()).isEqualTo(Duration.ofSeconds(200));
    assertThat(traffic.recent("dogs").result().requestsPerSecond()).isZero();
  }

  @Test
  void recent_labels_ofTheSameMinutesWhereTheyAreEnough() {
    run(100);
    labelsLately = 29;
    assertThat(traffic.recent("pets").result().labelsPerHour()).isEqualTo(120);
    assertThat(traffic.recent("pets").result().labelWindow()).isEqualTo(Duration.ofHours(1));
    labelsLately = 50;
    assertThat(traffic.recent("pets").result().labelsPerHour()).isEqualTo(1_800);
    assertThat(traffic.recent("pets").result().labelWindow()).isEqualTo(Duration.ofSeconds(100));
  }
}
