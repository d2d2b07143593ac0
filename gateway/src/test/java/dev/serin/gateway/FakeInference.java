package dev.serin.gateway;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Answers at once, or holds every request until told. An image that is the name of a reason fails
 * for that reason; any other is a cat in version 1 and a dog in the others.
 */
final class FakeInference implements InferenceClient {
  static final List<String> LABELS = List.of("cat", "dog", "bird", "fish", "frog", "horse");

  record Held(ClassifyRequest request, Promise<Classification> promise) {}

  final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile boolean holding;

  /** What the server gets wrong: such a request fails as an inner fault. */
  volatile Predicate<ClassifyRequest> faulty = request -> false;

  /** What the worker says of its queues. */
  volatile Load load = Load.UNKNOWN;

  volatile Catalog catalog =
      new Catalog(
          true,
          List.of(
              new ModelInfo(
                  "pets",
                  "1",
                  List.of(
                      version("1", State.READY),
                      version("2", State.READY),
                      version("3", State.LOADING),
                      version("4", State.FAILED)))));

  /** Of all bytes of version {@code name}: each has its own. */
  static String digest(String name) {
    return (name.equals("1") ? "ab" : "c" + name).repeat(32);
  }

  private static VersionInfo version(String name, State state) {
    return new VersionInfo(
        name,
        state,
        state == State.FAILED ? "wrong digest" : null,
        digest(name),
        LABELS,
        0.9,
        List.of("cpu"));
  }

  @Override
  public Future<Classification> classify(ClassifyRequest request) {
    asked.incrementAndGet();
    if (!holding) {
      return answer(request);
    }
    Promise<Classification> promise = Promise.promise();
    held.add(new Held(request, promise));
    return promise.future();
  }

  @Override
  public Catalog catalog() {
    return catalog;
  }

  @Override
  public Load load() {
    return load;
  }

  void releaseAll() {
    holding = false;
    for (Held next = held.poll(); next != null; next = held.poll()) {
      next.promise().handle(answer(next.request()));
    }
  }

  private Future<Classification> answer(ClassifyRequest request) {
    if (faulty.test(request)) {
      return Future.failedFuture(new InferenceFailure(Reason.INTERNAL, "told to"));
    }
    String content = request.image().content().toString(StandardCharsets.ISO_8859_1);
    for (Reason reason : Reason.values()) {
      if (reason.name().equals(content)) {
        return Future.failedFuture(new InferenceFailure(reason, "told to"));
      }
    }
    int first = request.version().equals("1") ? 0 : 1;
    List<Prediction> predictions =
        IntStream.range(0, Math.min(request.top(), LABELS.size()))
            .mapToObj(i -> (first + i) % LABELS.size())
            .map(i -> new Prediction(LABELS.get(i), i, 1f / (2 + i)))
            .toList();
    return Future.succeededFuture(
        new Classification(
            new ImageInfo("png", 28, 28), predictions, new Timings(1_000_000, 2_000, 3_000)));
  }
}
