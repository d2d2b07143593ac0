package dev.serin.gateway;

import ch.qos.logback.classic.LoggerContext;
import dev.serin.gateway.config.ShutdownConfig;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when the JVM is told to end. */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  /** Beyond the drain: to close models and Vert.x. */
  private static final long CLOSE_SECONDS_MAX = 30;

  private Shutdown() {}

  /**
   * @param drain ends all but Vert.x, in order
   */
  static void install(Supplier<Future<Void>> drain, Node node) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(drain, node), "serin-shutdown"));
  }

  /** Halts it with 0: all was done as asked, while the JVM's own status would be 143 or 130. */
  private static void end(Supplier<Future<Void>> drain, Node node) {
    ShutdownConfig config = node.config().shutdown();
    int status = 0;
    try {
      await(drain.get(), config.delay().plus(config.drain()).toSeconds() + CLOSE_SECONDS_MAX);
      // Not composed with the drain: its event loop, which would say that all is done, is closed.
      await(node.vertx().close(), CLOSE_SECONDS_MAX);
    } catch (Exception e) {
      log.error("The shutdown was not clean", e);
      status = 1;
    }
    // Writes what the access log still holds back.
    ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
    Runtime.getRuntime().halt(status);
  }

  private static void await(Future<Void> future, long seconds) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }
}
