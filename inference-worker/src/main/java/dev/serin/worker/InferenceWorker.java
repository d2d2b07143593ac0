package dev.serin.worker;

import dev.serin.worker.api.WorkerBus;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A running worker: loads what is in the models folder and answers requests from the bus. */
public final class InferenceWorker {
  private InferenceWorker() {}

  /**
   * Starts a worker. The future completes once every version found in the models folder has been
   * tried, so that the catalog is complete.
   *
   * @return the worker, or a failure if the provider is not to be had or the folder not readable
   */
  public static Future<InferenceWorker> start(
      Vertx vertx, WorkerBus bus, WorkerOptions options, MeterRegistry meters) {
    return Future.failedFuture("to come");
  }

  /** Stops taking requests, answers those under way, then closes every model. */
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
