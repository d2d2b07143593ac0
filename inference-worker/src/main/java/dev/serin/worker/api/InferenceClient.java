package dev.serin.worker.api;

import io.vertx.core.Future;

/** The gateway's view of its workers. All methods may be called from any thread. */
public interface InferenceClient {
  /**
   * Asks for one classification.
   *
   * @return the answer, or a failed future whose cause is always an {@link InferenceFailure}
   */
  Future<Classification> classify(ClassifyRequest request);

  /** The latest catalog heard of; {@link Catalog#EMPTY} before the first. */
  Catalog catalog();

  /** How busy the worker is; {@link Load#UNKNOWN} before its first word. */
  default Load load() {
    return Load.UNKNOWN;
  }
}
