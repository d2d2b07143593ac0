package dev.serin.training;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries Ctrl-C to the training, which looks at it between steps, and holds the end of the process
 * back until the training has said what was kept.
 */
final class StopSignal {
  /** Far longer than a step; only a hung native call lasts longer. */
  private static final long PATIENCE_SECONDS = 30;

  private final AtomicBoolean requested = new AtomicBoolean();
  private final CountDownLatch finished = new CountDownLatch(1);

  /** Asks the training to stop after the step it is in. */
  void request() {
    requested.set(true);
  }

  boolean isRequested() {
    return requested.get();
  }

  /** The training is over, however it ended. */
  void finished() {
    finished.countDown();
  }

  /** The thread that the Java runtime starts on Ctrl-C. */
  Thread asShutdownHook() {
    return new Thread(
        () -> {
          request();
          try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
              Thread.currentThread().interrupt();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        },
        "stop-training");
  }
}
