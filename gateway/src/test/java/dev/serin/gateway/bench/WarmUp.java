package dev.serin.gateway.bench;

import dev.serin.worker.testing.TestImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a server's JVM compile what all requests share. It does so for what has run some ten
 * thousand times: with photos that takes minutes, with images of 28 x 28 half of one.
 */
final class WarmUp {
  private static final String MODEL = "fashion";
  private static final int CONNECTIONS = 16;

  private WarmUp() {}

  /** Puts the model that is used into a models folder. */
  static void addModel(Path models) throws IOException {
    Path served = Path.of("..", "models", MODEL).toRealPath();
    try (Stream<Path> files = Files.walk(served)) {
      for (Path file : files.toList()) {
        Files.copy(file, models.resolve(MODEL).resolve(served.relativize(file).toString()));
      }
    }
  }

  /** Classifies small images for {@code seconds}. */
  static void run(ServerProcess server, double seconds) throws Exception {
    byte[] image = TestImages.encoded("jpeg", TestImages.scene(28, 28, 1));
    new ServerLoad(server.address(), MODEL).imagesPerSecond(List.of(image), CONNECTIONS, seconds);
  }
}
