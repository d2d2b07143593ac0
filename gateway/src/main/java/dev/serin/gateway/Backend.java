package dev.serin.gateway;

import dev.serin.worker.api.ImageClient;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * What classifies. The real one is a worker in this process; tests bring their own.
 *
 * @param client may be used at once, and refuses what cannot be answered yet
 * @param images makes smaller copies of images
 * @param started completes once all models have been tried, or fails where nothing can be served
 * @param close ends it
 */
record Backend(
    InferenceClient client, ImageClient images, Future<?> started, Supplier<Future<Void>> close) {
  /** One that makes no copies. */
  Backend(InferenceClient client, Future<?> started, Supplier<Future<Void>> close) {
    this(client, Backend::refuse, started, close);
  }

  private static <T> Future<T> refuse(Object request) {
    return Future.failedFuture(new InferenceFailure(Reason.CLOSING, "there are no renditions"));
  }
}
