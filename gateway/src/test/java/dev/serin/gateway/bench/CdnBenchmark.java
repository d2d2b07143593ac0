package dev.serin.gateway.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.worker.testing.TestImages;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cached result and a cached image of 60 KB, from Serin and from nginx, which has the same bytes
 * as static files. {@code wrk} asks, with one thread, which shares the cores with both; turns
 * alternate, and what counts is the ratio of each pair. CPU time for each request is what other
 * work on the machine disturbs least. Run it by {@code mvn -Pbench verify -Dit.test=CdnBenchmark};
 * the system properties bench.seconds, bench.warm-up-seconds and bench.turns say how long and how
 * many.
 */
final class CdnBenchmark {
  private static final int IMAGE_BYTES = 60_000;
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx|Socket errors");

  private final int seconds = Integer.getInteger("bench.seconds", 6);
  private final int warmUpSeconds = Integer.getInteger("bench.warm-up-seconds", 20);
  private final int turns = Integer.getInteger("bench.turns", 7);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Requests a second and CPU microseconds for each of them. */
  private record Turn(double nginx, double serin, double nginxCpu, double serinCpu) {
    double ratio() {
      return serin / nginx;
    }

    double cpuRatio() {
      return serinCpu / nginxCpu;
    }
  }

  private record Load(double rate, double cpuMicros) {}

  private interface Cpu {
    double millis() throws IOException;
  }

  @Test
  void compareWithNginx(@TempDir Path folder) throws Exception {
    for (String tool : List.of("nginx", "wrk")) {
      assumeThat(isInstalled(tool)).as("Debian's package " + tool).isTrue();
    }
    try (ServerProcess serin =
        ServerProcess.start(
            Path.of("..", "models").toRealPath(),
            List.of("data.directory=" + folder.resolve("data")))) {
      JsonObject result = classify(serin.address());
      String image = serin.address() + result.getJsonObject("image").getString("url");
      String json = serin.address() + result.getString("url");
      Files.write(folder.resolve("result.json"), bytes(json));
      Files.write(folder.resolve("image.jpeg"), bytes(image));
      assertThat(bytes(image)).hasSize(IMAGE_BYTES);
      try (Nginx nginx = Nginx.start(folder)) {
        compare("result, " + bytes(json).length + " bytes", nginx, "result.json", serin, json);
        compare("image, " + IMAGE_BYTES + " bytes", nginx, "image.jpeg", serin, image);
      }
    }
  }

  private void compare(String what, Nginx nginx, String file, ServerProcess serin, String url)
      throws Exception {
    load(url, 32, warmUpSeconds, serin::cpuMillis);
    for (int connections : new int[] {8, 32}) {
      List<Turn> all = new ArrayList<>();
      for (int turn = 0; turn < turns; turn++) {
        Load theirs = load(nginx.url(file), connections, seconds, nginx::cpuMillis);
        Load ours = load(url, connections, seconds, serin::cpuMillis);
        all.add(new Turn(theirs.rate(), ours.rate(), theirs.cpuMicros(), ours.cpuMicros()));
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %d connections: Serin %.0f/s, nginx %.0f/s, ratio %s;"
              + " CPU of a request %.1f us, %.1f us, ratio %s%n",
          what,
          connections,
          Turns.median(all, Turn::serin),
          Turns.median(all, Turn::nginx),
          Turns.range(all, Turn::ratio),
          Turns.median(all, Turn::serinCpu),
          Turns.median(all, Turn::nginxCpu),
          Turns.range(all, Turn::cpuRatio));
    }
  }

  private static Load load(String url, int connections, int seconds, Cpu cpu) throws Exception {
    double before = cpu.millis();
    Process wrk =
        new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s", url)
            .redirectErrorStream(true)
            .start();
    String said = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    Matcher rate = RATE.matcher(said);
    if (!rate.find() || BAD.matcher(said).find()) {
      throw new IOException(url + ": " + said);
    }
    double perSecond = Double.parseDouble(rate.group(1));
    return new Load(perSecond, (cpu.millis() - before) * 1e3 / (perSecond * seconds));
  }

  private JsonObject classify(String address) throws Exception {
    byte[] photo = TestImages.encoded("jpeg", TestImages.scene(28, 28, 1));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + "/v1/models/fashion/classify"))
            .header("Content-Type", "image/jpeg")
            // Behind the end of the file, where decoders do not look.
            .POST(BodyPublishers.ofByteArray(Arrays.copyOf(photo, IMAGE_BYTES)))
            .build();
    String answer = http.send(request, BodyHandlers.ofString()).body();
    return new JsonObject(answer).getJsonArray("results").getJsonObject(0);
  }

  private byte[] bytes(String url) throws Exception {
    return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray())
        .body();
  }

  private static boolean isInstalled(String tool) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
    return Arrays.stream(path.split(":")).anyMatch(folder -> new File(folder, tool).canExecute());
  }
}
