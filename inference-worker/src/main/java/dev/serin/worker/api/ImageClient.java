package dev.serin.worker.api;

import io.vertx.core.Future;

/** Makes smaller copies of images. May be called from any thread. */
@FunctionalInterface
public interface ImageClient {
  /**
   * Asks for one copy. The image must stay open until the future completes.
   *
   * @return the copy, or a failed future whose cause is always an {@link InferenceFailure}
   */
  Future<Rendition> render(RenditionRequest request);
}
