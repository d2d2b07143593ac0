package dev.serin.gateway.bench;

import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.testing.SharedModels;
import dev.serin.worker.testing.SharedModels.Network;
import dev.serin.worker.testing.TestImages;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the start of {@code ./serin serve} to its first answer with a label, as the JDK that runs
 * this has it: with the models of the repository, and with a SqueezeNet of the shared data. The
 * first start is not counted: it makes the journal and brings the files into memory, and beside it
 * the launcher makes the class-data archive of this build and JDK. Run it by {@code mvn -Pbench
 * verify -Dit.test=StartBenchmark}; the system property bench.starts says how often.
 */
final class StartBenchmark {
  private static final String SQUEEZENET = "squeezenet1.1-fp32";

  private final int starts = Integer.getInteger("bench.starts", 9);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private record Start(double ready, double answered, double cpu) {}

  @Test
  void startToFirstAnswer(@TempDir Path folder) throws Exception {
    byte[] image = TestImages.plain(0x808080);
    measure("fashion, versions 1 and 2", Path.of("..", "models"), "fashion", image, folder);
    Path models = Files.createDirectory(folder.resolve("models"));
    for (Network network : SharedModels.NETWORKS) {
      if (network.name().equals(SQUEEZENET)) {
        SharedModels.write(models, network, "1", Filter.LINEAR);
      }
    }
    measure(SQUEEZENET, models, SQUEEZENET, image, folder);
  }

  private void measure(String what, Path models, String model, byte[] image, Path folder)
      throws Exception {
    start(models, model, image, folder);
    awaitArchive();
    Start[] all = new Start[starts];
    for (int i = 0; i < starts; i++) {
      all[i] = start(models, model, image, folder);
    }
    System.out.printf(
        Locale.ROOT,
        "Java %s, %s, %d starts: first answer after %s s, ready after %s s, CPU %s s%n",
        Runtime.version().feature(),
        what,
        starts,
        figures(Arrays.stream(all).mapToDouble(Start::answered).toArray()),
        figures(Arrays.stream(all).mapToDouble(Start::ready).toArray()),
        figures(Arrays.stream(all).mapToDouble(Start::cpu).toArray()));
  }

  private static void awaitArchive() throws IOException {
    Path note = Path.of("target", "classes.jsa.jdk");
    String jdk = Files.readString(Path.of(System.getProperty("java.home"), "release"));
    FileTime built = Files.getLastModifiedTime(Path.of("target", "gateway.jar"));
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!Files.exists(note)
        || Files.getLastModifiedTime(note).compareTo(built) < 0
        || !Files.readString(note).equals(jdk)) {
      if (System.nanoTime() > end) {
        throw new IOException("the launcher has not made its archive within a minute");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private Start start(Path models, String model, byte[] image, Path folder)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    try (ServerProcess server =
        ServerProcess.start(
            models.toRealPath(), List.of("data.directory=" + folder.resolve("data")))) {
      int status =
          http.send(
                  HttpRequest.newBuilder(
                          URI.create(server.address() + "/v1/models/" + model + "/classify"))
                      .POST(BodyPublishers.ofByteArray(image))
                      .header("Content-Type", "image/png")
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      double answered = (System.nanoTime() - begin) / 1e9;
      if (status != 200) {
        throw new IOException("the first answer was " + status);
      }
      return new Start(server.readySeconds(), answered, server.cpuMillis() / 1e3);
    }
  }

  private static String figures(double[] values) {
    Arrays.sort(values);
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        values[values.length / 2],
        values[0],
        values[values.length - 1]);
  }
}
