package dev.serin.gateway;

import dev.serin.worker.InferenceWorker;
import io.vertx.core.json.JsonObject;
import java.security.GeneralSecurityException;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import org.slf4j.LoggerFactory;

/**
 * Loads, on a thread of its own, what takes long and needs no settings: the logger, native
 * libraries, JSON and the providers of cryptography. Whoever needs one of them first waits for it,
 * but for the logger. What fails here fails there again, and is said there.
 */
final class HeadStart implements Runnable {
  private final CountDownLatch logger = new CountDownLatch(1);

  private HeadStart() {}

  static HeadStart begin() {
    HeadStart started = new HeadStart();
    Thread thread = new Thread(started, "serin-head-start");
    thread.setDaemon(true);
    thread.start();
    return started;
  }

  /** While the logger is being made, others would be given one that warns of that. */
  void awaitLogger() throws InterruptedException {
    logger.await();
  }

  @Override
  public void run() {
    try {
      LoggerFactory.getILoggerFactory();
    } finally {
      logger.countDown();
    }
    InferenceWorker.loadNatives();
    JsonObject.of("key", "value").toBuffer();
    try {
      Mac.getInstance("HmacSHA256");
    } catch (GeneralSecurityException e) {
      // To be said by whoever needs it.
    }
  }
}
