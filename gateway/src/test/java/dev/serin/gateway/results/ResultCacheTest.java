package dev.serin.gateway.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.Timings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ResultCacheTest {
  private static final Classification ANSWER =
      new Classification(new ImageInfo("png", 1, 1), List.of(), new Timings(1, 1, 1));

  /** Keeps each request until the test answers it. */
  private static final class HeldClient implements InferenceClient {
    record Held(ClassifyRequest request, Promise<Classification> promise) {}

    final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();

    @Override
    public Future<Classification> classify(ClassifyRequest request) {
      Promise<Classification> promise = Promise.promise();
      held.add(new Held(request, promise));
      return promise.future();
    }

    @Override
    public Catalog catalog() {
      return Catalog.EMPTY;
    }

    Held next() {
      Held next = held.poll();
      assertThat(next).isNotNull();
      return next;
    }
  }

  private final HeldClient client = new HeldClient();
  private final ResultCache cache = cache(client);
  private final EncodedImage image = EncodedImage.of(new byte[] {1});
  private final ResultKey key = new ResultKey("m", "1", "d", image.sha256(), 5);

  @Test
  void ask_firstSecondAndAfterTheAnswer_missCollapsedHit() {
    Waiter first = cache.ask(key, image);
    Waiter second = cache.ask(key, image);
    assertThat(client.held).hasSize(1);
    client.next().promise().complete(ANSWER);
    Waiter third = cache.ask(key, image);
    assertThat(List.of(first.source(), second.source(), third.source()))
        .containsExactly(Waiter.Source.MISS, Waiter.Source.COLLAPSED, Waiter.Source.HIT);
    assertThat(client.held).isEmpty();
    assertThat(cache.finished(key)).contains(ANSWER);
  }

  @Test
  void ask_deadlineOfTheFlight_isTheConfiguredMost() {
    cache.ask(key, image);
    assertThat(client.next().request().deadlineNanos())
        .isEqualTo(1000 + Duration.ofSeconds(60).toNanos());
  }

  @Test
  void close_notTheLast_goesOn() {
    Waiter first = cache.ask(key, image);
    cache.ask(key, image);
    first.close();
    first.close();
    assertThat(client.next().request().cancellation().isCancelled()).isFalse();
  }

  @Test
  void close_theLast_cancelsAndTheNextStartsAfresh() {
    Waiter first = cache.ask(key, image);
    Waiter second = cache.ask(key, image);
    first.close();
    second.close();
    HeldClient.Held abandoned = client.next();
    assertThat(abandoned.request().cancellation().isCancelled()).isTrue();

    assertThat(cache.ask(key, image).source()).isEqualTo(Waiter.Source.MISS);
    HeldClient.Held fresh = client.next();
    assertThat(fresh.request().cancellation().isCancelled()).isFalse();

    // What the abandoned one still says is nobody's answer.
    abandoned.promise().fail(new InferenceFailure(InferenceFailure.Reason.CANCELLED, "gone"));
    fresh.promise().complete(ANSWER);
    assertThat(cache.finished(key)).contains(ANSWER);
  }

  @Test
  void ask_afterAFailure_startsAfresh() {
    cache.ask(key, image);
    client.next().promise().fail(new InferenceFailure(InferenceFailure.Reason.OVERLOADED, "full"));
    assertThat(cache.finished(key)).isEmpty();
    assertThat(cache.ask(key, image).source()).isEqualTo(Waiter.Source.MISS);
    assertThat(client.held).hasSize(1);
  }

  @Test
  void knows_underWayAndThere_trueElseFalse() {
    assertThat(cache.knows(key)).isFalse();
    cache.ask(key, image);
    assertThat(cache.knows(key)).isTrue();
    client.next().promise().complete(ANSWER);
    assertThat(cache.knows(key)).isTrue();
    cache.forget(key -> key.model().equals("m") && key.version().equals("1"));
    assertThat(cache.knows(key)).isFalse();
  }

  @Test
  void forget_aVersion_itsAnswersAndFlightsAndNoOthers() {
    ResultKey otherVersion = new ResultKey("m", "2", "d", image.sha256(), 5);
    ResultKey otherModel = new ResultKey("n", "1", "d", image.sha256(), 5);
    ResultKey underWay = new ResultKey("m", "1", "d", image.sha256(), 1);
    for (ResultKey each : List.of(key, otherVersion, otherModel)) {
      cache.ask(each, image);
      client.next().promise().complete(ANSWER);
    }
    Waiter waiter = cache.ask(underWay, image);
    cache.forget(key -> key.model().equals("m") && key.version().equals("1"));
    assertThat(cache.finished(key)).isEmpty();
    assertThat(cache.finished(otherVersion)).contains(ANSWER);
    assertThat(cache.finished(otherModel)).contains(ANSWER);
    client.next().promise().complete(ANSWER);
    assertThat(waiter.source()).isEqualTo(Waiter.Source.MISS);
    assertThat(cache.finished(underWay)).as("what lands after a purge is not kept").isEmpty();
  }

  /**
   * Threads join, leave and are answered in any order. Never two live computations of one key at a
   * time; a computation somebody waits for is never cancelled; one nobody waits for always is.
   */
  @Test
  void ask_manyThreads_oneLiveFlightForEachKey() throws Exception {
    long seed = 20261123;
    int threads = 6;
    RacingClient racing = new RacingClient();
    ResultCache contended = cache(racing);
    CyclicBarrier barrier = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<java.util.concurrent.Future<?>> done = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Random random = new Random(seed + t);
      done.add(
          pool.submit(
              () -> {
                barrier.await();
                for (int i = 0; i < 5_000; i++) {
                  ResultKey any =
                      new ResultKey("m", "v" + i / 10, "d", image.sha256(), random.nextInt(2));
                  Waiter waiter = contended.ask(any, image);
                  if (random.nextInt(3) == 0) {
                    racing.answerOne(random.nextInt(4) == 0);
                  }
                  waiter.close();
                }
                return null;
              }));
    }
    for (java.util.concurrent.Future<?> future : done) {
      future.get();
    }
    pool.shutdown();
    assertThat(racing.violations).isEmpty();
    assertThat(racing.open)
        .as("everybody has left: what is not answered is cancelled")
        .allMatch(held -> held.request().cancellation().isCancelled());
  }

  private static final class RacingClient implements InferenceClient {
    final ConcurrentLinkedQueue<HeldClient.Held> open = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<String, ClassifyRequest> live = new ConcurrentHashMap<>();

    @Override
    public Future<Classification> classify(ClassifyRequest request) {
      Promise<Classification> promise = Promise.promise();
      ClassifyRequest before = live.put(name(request), request);
      if (before != null && !before.cancellation().isCancelled()) {
        violations.add("two at a time: " + name(request));
      }
      open.add(new HeldClient.Held(request, promise));
      return promise.future();
    }

    void answerOne(boolean fail) {
      HeldClient.Held held = open.poll();
      if (held == null) {
        return;
      }
      live.remove(name(held.request()), held.request());
      if (fail) {
        held.promise().fail(new InferenceFailure(InferenceFailure.Reason.OVERLOADED, "full"));
      } else {
        held.promise().complete(ANSWER);
      }
    }

    @Override
    public Catalog catalog() {
      return Catalog.EMPTY;
    }

    private static String name(ClassifyRequest request) {
      return request.version() + "/" + request.top();
    }
  }

  private static ResultCache cache(InferenceClient client) {
    return new ResultCache(
        client,
        10_000,
        Optional.empty(),
        Duration.ofSeconds(60),
        () -> 1000,
        new SimpleMeterRegistry());
  }
}
