package dev.serin.gateway.usage;

import static dev.serin.gateway.usage.LabelCounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Waiter.Source;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.stats.ClopperPearson;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.testing.LogLines;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class UsageCollectorTest {
  private static final Instant HOUR = Instant.parse("2026-11-23T16:00:00Z");
  private static final Route ROUTE =
      new Route(
          "pets",
          new VersionInfo("2", State.READY, null, "00", List.of("cat"), null),
          Route.Kind.PINNED,
          null,
          true);

  /** Keeps what it is given once told to. */
  private static final class HeldStore implements UsageStore {
    final List<Map<UsageKey, UsageCounts>> given = new ArrayList<>();
    final List<Promise<Void>> promises = new ArrayList<>();

    @Override
    public Future<Void> add(Map<UsageKey, UsageCounts> counts) {
      given.add(counts);
      promises.add(Promise.promise());
      return promises.get(promises.size() - 1).future();
    }

    @Override
    public Future<List<UsageRow>> read(Instant from, Instant to) {
      return Future.succeededFuture(List.of());
    }
  }

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HeldStore held = new HeldStore();
  private Instant now = HOUR.plusSeconds(100);

  @Test
  void answered_hitsErrorsAndBadImages_countedByHourVersionAndLabel() {
    MemoryUsageStore store = new MemoryUsageStore();
    UsageCollector usage = new UsageCollector(store, () -> now, meters);
    usage.answered(
        ROUTE,
        List.of(
            outcome(Source.MISS, "cat", null),
            outcome(Source.HIT, "cat", null),
            outcome(Source.MISS, null, ProblemCode.INTERNAL),
            outcome(Source.MISS, null, ProblemCode.OVERLOADED),
            outcome(Source.MISS, null, ProblemCode.UNDECODABLE)),
        1);
    now = now.plus(Duration.ofHours(1));
    usage.answered(ROUTE, List.of(outcome(Source.COLLAPSED, "cat", null)), 1);
    assertThat(usage.read(HOUR, HOUR.plus(Duration.ofHours(2))).result())
        .containsExactly(
            row(HOUR, null, new UsageCounts(3, 2, 0, 0)),
            row(HOUR, "cat", new UsageCounts(2, 0, 1, 1)),
            row(HOUR.plus(Duration.ofHours(1)), "cat", new UsageCounts(1, 0, 0, 0.5)));
    assertThat(usage.read(HOUR, HOUR.plusSeconds(3600)).result()).hasSize(2);
  }

  @Test
  void flush_storeFails_keptTriedAgainAndLoggedOnce() {
    UsageCollector usage = new UsageCollector(held, () -> now, meters);
    try (LogLines lines = new LogLines(UsageCollector.class)) {
      for (int i = 0; i < 3; i++) {
        usage.answered(ROUTE, List.of(outcome(Source.MISS, "cat", null)), 1);
        Future<Void> flush = usage.flush();
        held.promises.get(i).fail("disk full");
        assertThat(flush.succeeded()).isTrue();
      }
      assertThat(lines.all()).hasSize(1);
    }
    usage.flush();
    held.promises.get(3).complete();
    assertThat(held.given.get(3))
        .containsOnly(Map.entry(key("cat"), new UsageCounts(3, 0, 0, 1.5)));
    usage.flush();
    assertThat(held.given).as("nothing is left to write").hasSize(4);
  }

  @Test
  void flush_whileOneIsUnderWay_waitsAndIsOne() {
    UsageCollector usage = new UsageCollector(held, () -> now, meters);
    usage.answered(ROUTE, List.of(outcome(Source.MISS, "cat", null)), 1);
    Future<Void> first = usage.flush();
    usage.answered(ROUTE, List.of(outcome(Source.MISS, "dog", null)), 1);
    Future<Void> second = usage.flush();
    assertThat(usage.flush()).isSameAs(second);
    assertThat(held.given).hasSize(1);
    held.promises.get(0).complete();
    assertThat(first.succeeded()).isTrue();
    assertThat(held.given).hasSize(2);
    assertThat(held.given.get(1)).containsOnlyKeys(key("dog"));
    assertThat(second.isComplete()).isFalse();
    held.promises.get(1).complete();
    assertThat(second.succeeded()).isTrue();
  }

  @Test
  void answered_moreLinesThanFit_theRestIsCountedAsDropped() {
    UsageCollector usage = new UsageCollector(held, () -> now, meters);
    int more = 5;
    IntStream.range(0, UsageCollector.WAITING_MOST + more)
        .forEach(i -> usage.answered(ROUTE, List.of(outcome(Source.MISS, "l" + i, null)), 1));
    usage.answered(ROUTE, List.of(outcome(Source.MISS, "l0", null)), 1);
    assertThat(meters.get("serin.usage.dropped").counter().count()).isEqualTo(more);
    usage.flush();
    assertThat(held.given.get(0)).hasSize(UsageCollector.WAITING_MOST);
  }

  /** The ends solve the sums of the binomial law exactly; found by bisection, without a beta. */
  @Test
  void interval_knownCounts_asTheBinomialSumsSay() {
    assertInterval(2, 3, 0.09429932, 0.99159624);
    assertInterval(0, 10, 0, 0.30849711);
    assertInterval(10, 10, 0.69150289, 1);
    assertInterval(81, 263, 0.25273675, 0.36762192);
  }

  private static void assertInterval(long hits, long of, double low, double high) {
    ClopperPearson interval = ClopperPearson.interval(hits, of);
    assertThat(interval.low()).isCloseTo(low, Offset.offset(1e-8));
    assertThat(interval.high()).isCloseTo(high, Offset.offset(1e-8));
  }

  private static UsageKey key(String label) {
    return new UsageKey(HOUR, "pets", "2", label);
  }

  private static UsageRow row(Instant hour, @Nullable String label, UsageCounts counts) {
    return new UsageRow(new UsageKey(hour, "pets", "2", label), counts, NONE, NONE, NONE);
  }

  private static Outcome outcome(
      Source source, @Nullable String label, @Nullable ProblemCode problem) {
    EncodedImage image = EncodedImage.of(new byte[1]);
    return new Outcome(
        new ResultKey("pets", "2", "00", image.sha256(), 5),
        image,
        source,
        false,
        true,
        label == null
            ? null
            : new Classification(
                new ImageInfo("png", 1, 1),
                List.of(new Prediction(label, 0, 0.5f)),
                new Timings(1, 1, 1)),
        problem == null ? null : new Problem(problem, "told to"));
  }
}
