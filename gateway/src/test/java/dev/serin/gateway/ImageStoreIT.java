package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.worker.api.Sha256;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classification goes on whatever the disk under the images does. */
final class ImageStoreIT {
  private final Path data;

  ImageStoreIT(@TempDir Path data) {
    this.data = data;
  }

  private static String photo(int number) {
    return "\u0089PNG\r\n\u001a\n" + number + "x".repeat(30_000);
  }

  /** Text goes out as UTF-8. */
  private static String digest(int number) {
    return Sha256.hex(photo(number).getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject image(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonObject result = json(answer).getJsonArray("results").getJsonObject(0);
    assertThat(result.getJsonArray("predictions")).isNotEmpty();
    return result.getJsonObject("image");
  }

  private static double failedWrites(TestGateway serin) {
    return serin
        .registry
        .get("serin.images.failed")
        .tags("tier", "disk", "op", "put")
        .counter()
        .count();
  }

  @Test
  void restart_images_areStillThere() {
    try (TestGateway serin = new TestGateway(data)) {
      assertThat(image(serin.classify(photo(1))).getString("url"))
          .isEqualTo("/cdn/images/" + digest(1));
    }
    try (TestGateway serin = new TestGateway(data)) {
      assertThat(serin.get("/cdn/images/" + digest(1)).statusCode()).isEqualTo(200);
      assertThat(serin.get("/cdn/results/pets/2/" + digest(1)).statusCode()).isEqualTo(200);
      serin.assertIdle();
    }
  }

  @Test
  void classify_diskFull_saysThatItIsNotKeptUntilThereIsRoom() throws Exception {
    Path images = Files.createDirectories(data.resolve("images"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "serin-test", images.toString()),
        "only root can mount a small disk");
    try (TestGateway serin = new TestGateway(data, "images.memory=1MiB")) {
      List<String> promised = new ArrayList<>();
      int refused = 0;
      for (int i = 0; i < 20; i++) {
        JsonObject image = image(serin.classify(photo(i)));
        if (isKept(image)) {
          promised.add(image.getString("url"));
        } else {
          refused++;
        }
      }
      assertThat(refused).isPositive();
      assertThat(failedWrites(serin)).isEqualTo(refused);
      assertThat(promised).isNotEmpty();
      assertThat(promised).allMatch(url -> serin.get(url).statusCode() == 200);
      assertThat(serin.get("/cdn/images/" + digest(19)).statusCode())
          .as("from memory")
          .isEqualTo(200);
      assertThat(serin.manage("/health/ready").statusCode()).isEqualTo(200);
      assertThat(run("mount", "-o", "remount,size=4m", images.toString())).isTrue();
      TestGateway.await(() -> isKept(image(serin.classify(photo(19)))));
      serin.assertIdle();
    } finally {
      assertThat(run("umount", "-l", images.toString())).isTrue();
    }
  }

  @Test
  void classify_folderCannotBeWritten_saysThatItIsNotKept() throws Exception {
    Files.writeString(data.resolve("images"), "a file, where the folder should be");
    try (TestGateway serin = new TestGateway(data)) {
      for (int i = 0; i < 8; i++) {
        assertThat(isKept(image(serin.classify(photo(i))))).isFalse();
      }
      assertThat(failedWrites(serin)).isEqualTo(8);
      assertThat(serin.get("/cdn/images/" + digest(3)).statusCode()).isEqualTo(200);
      assertThat(serin.get("/cdn/images/" + digest(99)).statusCode()).isEqualTo(503);
      assertThat(serin.manage("/health/ready").statusCode()).isEqualTo(200);
      serin.assertIdle();
    }
  }

  /** A pipe without a writer blocks whoever opens it, as a dead network disk does. */
  @Test
  void get_diskThatHangs_503InTimeAndOthersAreServed() throws Exception {
    Path images = data.resolve("images");
    Path pipe = images.resolve(digest(1).substring(0, 2)).resolve(digest(1));
    Files.createDirectories(pipe.resolveSibling("."));
    assumeTrue(run("mkfifo", pipe.toString()), "there is no mkfifo");
    try (TestGateway serin = new TestGateway(data, "images.timeout=300ms", "images.threads=2")) {
      assertThat(serin.get("/cdn/images/" + digest(1)).statusCode()).isEqualTo(503);
      assertThat(isKept(image(serin.classify(photo(2))))).isTrue();
      assertThat(serin.get("/cdn/images/" + digest(2)).statusCode()).isEqualTo(200);
      assertThat(run("sh", "-c", "exec 3<>" + pipe + "; sleep 0.2")).isTrue();
      serin.assertIdle();
    }
  }

  private static boolean isKept(JsonObject image) {
    return image.getBoolean("kept", true);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
  }
}
