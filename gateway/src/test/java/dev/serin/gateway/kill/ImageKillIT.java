package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Sha256;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with a real worker is killed while 200 uploads are under way; after a restart every
 * image whose answer said where it can be had must be there, byte for byte. {@code
 * -Dserin.kills=50} kills that often, {@code -Dserin.seed=...} at the moments of another run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class ImageKillIT {
  private static final int UPLOADS = 200;

  private final Path folder;
  private final long seed = Long.getLong("serin.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(UPLOADS);
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicInteger sent = new AtomicInteger();

  ImageKillIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void kill_duringUploads_everyAcknowledgedImageIsThereAndVerifies() throws Exception {
    System.out.println("images: seed " + seed);
    Models.write(folder.resolve("models"));
    int kills = Integer.getInteger("serin.kills", 3);
    for (int kill = 0; kill < kills; kill++) {
      try (GatewayProcess serin = start()) {
        check(serin.ready());
        uploadUntilKilled(serin);
      }
    }
    try (GatewayProcess serin = start()) {
      check(serin.ready());
    }
    assertWholeFiles();
    System.out.printf(
        "images: %d kills, %d uploads begun, %d acknowledged and none lost%n",
        kills, sent.get(), acknowledged.size());
    assertThat(acknowledged).isNotEmpty();
  }

  /** Memory holds next to nothing, so that images come from disk. */
  private GatewayProcess start() throws IOException {
    List<String> settings =
        List.of("images.memory=1MiB", "upload.slots=256", "inference.queue-length=256");
    return GatewayProcess.start(http, folder, settings, Map.of());
  }

  private void uploadUntilKilled(GatewayProcess serin) throws Exception {
    List<Future<?>> running =
        IntStream.range(0, UPLOADS)
            .<Future<?>>mapToObj(i -> threads.submit(() -> upload(serin)))
            .toList();
    int before = acknowledged.size();
    int some = 1 + random.nextInt(300);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged.size() < before + some && System.nanoTime() < end) {
      LockSupport.parkNanos(200_000);
    }
    assertThat(serin.isAlive()).as("it ended by itself: %s", serin.errors()).isTrue();
    serin.kill();
    for (Future<?> upload : running) {
      upload.get(60, TimeUnit.SECONDS);
    }
  }

  private void upload(GatewayProcess serin) {
    try {
      while (serin.isAlive()) {
        byte[] image = Models.image(sent.incrementAndGet());
        HttpResponse<String> answer = serin.post(Callers.CLASSIFY, "image/png", image, "nobody");
        if (answer.statusCode() == 200) {
          JsonObject kept =
              new JsonObject(answer.body())
                  .getJsonArray("results")
                  .getJsonObject(0)
                  .getJsonObject("image");
          String url = kept.getString("url");
          assertThat(url).endsWith(Sha256.hex(image));
          assertThat(kept.containsKey("kept")).isFalse();
          acknowledged.add(url);
        }
      }
    } catch (IOException e) {
      // It was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(GatewayProcess serin) throws Exception {
    for (String url : acknowledged) {
      HttpResponse<byte[]> image = serin.getBytes(url);
      assertThat(image.statusCode()).as(url).isEqualTo(200);
      assertThat(url).endsWith(Sha256.hex(image.body()));
    }
    String metrics = serin.manage("GET", "/metrics", "nobody", BodyPublishers.noBody()).body();
    assertThat(metrics)
        .containsPattern("serin_images_damaged_total\\{tier=\"disk\"[^}]*} 0\\.0")
        .containsPattern("serin_images_failed_total\\{op=\"put\",tier=\"disk\"[^}]*} 0\\.0");
  }

  /** Also of images that nobody was told of. */
  private void assertWholeFiles() throws IOException {
    Path images = folder.resolve("data").resolve("images");
    try (Stream<Path> files = Files.walk(images)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().matches("[0-9a-f]{64}")).toList()) {
        assertThat(Sha256.hex(Files.readAllBytes(file))).isEqualTo(file.getFileName().toString());
      }
    }
  }
}
