package dev.serin.gateway.journal;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.LabelSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** A process that writes feedback until it is killed, and prints the id of what is acknowledged. */
final class FeedbackWriter {
  private FeedbackWriter() {}

  /**
   * @param args data directory, prefix of ids, then url, user and password of PostgreSQL if any
   */
  public static void main(String[] args) throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    Optional<String> url = args.length > 2 ? Optional.of(args[2]) : Optional.empty();
    JournalConfig config =
        new JournalConfig(
            url,
            url.map(any -> args[3]),
            url.map(any -> new Secret(args[4])),
            Duration.ofSeconds(10),
            1000);
    Journal journal =
        Journal.open(
                vertx, config, JournalFixture.LABELS, Path.of(args[0]), new SimpleMeterRegistry())
            .await();
    Semaphore underWay = new Semaphore(32);
    for (int i = 0; ; i++) {
      String id = args[1] + "-" + i;
      underWay.acquire();
      journal
          .feedback()
          .put(feedback(id))
          .onComplete(
              done -> {
                if (done.succeeded()) {
                  // One call, so that two threads cannot mix their lines.
                  System.out.print(id + "\n");
                  System.out.flush();
                }
                underWay.release();
              });
    }
  }

  static Feedback feedback(String id) {
    return new Feedback(
        id,
        LabelSource.CALLER,
        "pets",
        "1",
        "0".repeat(64),
        "cat",
        "dog",
        Instant.parse("2026-01-01T10:20:30Z"));
  }
}
