package dev.serin.gateway.upload;

import dev.serin.gateway.jobs.Job;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * What one classify request holds. All of it goes back when the request ends; only a job that has
 * started keeps the images and their memory until it is done. Used on the request's event loop.
 */
final class Exchange {
  private final Holdings ofRequest = new Holdings();
  private final Holdings held = new Holdings();
  private @Nullable Job job;

  Exchange(RoutingContext context) {
    context.addEndHandler(ended -> ended());
  }

  /** Holds a slot until the request ends. */
  void slot(Runnable giveBack) {
    ofRequest.add(giveBack);
  }

  /** Answers by {@code reserved}, once that is started. */
  void answerBy(Job reserved) {
    job = reserved;
    ofRequest.add(
        () -> {
          if (!reserved.isStarted()) {
            reserved.close();
          }
        });
  }

  /** Where the answer goes, if not to the request itself. */
  @Nullable Job job() {
    return job;
  }

  /** What is held until the answer is known. */
  Holdings held() {
    return held;
  }

  private void ended() {
    ofRequest.close();
    if (job == null || !job.isStarted()) {
      held.close();
    }
  }
}
