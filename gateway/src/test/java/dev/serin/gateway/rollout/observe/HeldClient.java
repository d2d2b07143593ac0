package dev.serin.gateway.rollout.observe;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps each request until the test answers it. Versions are 1 and 2, labels a and b. */
final class HeldClient implements InferenceClient {
  record Held(ClassifyRequest request, Promise<Classification> promise) {
    void answer(String label) {
      promise.complete(HeldClient.answer(label));
    }

    void fail(Reason reason) {
      promise.fail(new InferenceFailure(reason, "told to"));
    }
  }

  final Deque<Held> held = new ArrayDeque<>();

  static Classification answer(String label) {
    return new Classification(
        new ImageInfo("png", 1, 1), List.of(new Prediction(label, 0, .9f)), new Timings(1, 1, 1));
  }

  static VersionInfo version(String name) {
    return new VersionInfo(name, State.READY, null, "d" + name, List.of("a", "b"), null);
  }

  @Override
  public Future<Classification> classify(ClassifyRequest request) {
    Promise<Classification> promise = Promise.promise();
    held.add(new Held(request, promise));
    return promise.future();
  }

  @Override
  public Catalog catalog() {
    return new Catalog(true, List.of(new ModelInfo("m", "1", List.of(version("1"), version("2")))));
  }
}
