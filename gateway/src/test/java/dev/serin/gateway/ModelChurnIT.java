package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.ModelFolders.Broken;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions come and go while others answer. */
@Timeout(120)
final class ModelChurnIT {
  private static final int GOOD_VERSIONS = 20;
  private static final int CALLERS = 4;
  private static final List<Broken> FAULTS =
      List.of(
          Broken.TRUNCATED_GRAPH,
          Broken.WRONG_DIGEST,
          Broken.LABELS_TOO_SHORT,
          Broken.NAN_WEIGHTS,
          Broken.FILE_OUTSIDE);

  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final AtomicInteger nextColour = new AtomicInteger();
  private final Path folder;

  ModelChurnIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void classify_whileVersionsComeAndGo_everyAnswerIs2xx() throws IOException {
    ModelFolders models = new ModelFolders(folder.resolve("models"));
    models.write("rgb", "1", TinyGraph.rgb());
    models.stable("rgb", "1");
    try (TestGateway serin = new TestGateway(models, folder.resolve("data"))) {
      AtomicBoolean enough = new AtomicBoolean();
      List<CompletableFuture<Void>> callers =
          IntStream.range(0, CALLERS)
              .mapToObj(i -> CompletableFuture.runAsync(() -> call(serin, enough)))
              .toList();
      add(models);
      TestGateway.await(() -> states(serin, "ready") == 1 + GOOD_VERSIONS);
      TestGateway.await(() -> states(serin, "failed") == FAULTS.size());
      remove(models);
      TestGateway.await(() -> states(serin, "ready") == 1 && states(serin, "failed") == 0);
      enough.set(true);
      CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
      System.out.println("answers by status: " + statuses);
      assertThat(statuses).containsOnlyKeys(200);
      assertThat(statuses.get(200)).isGreaterThan(CALLERS);
    }
  }

  /** Every request brings an image that was not seen before, so that each is computed. */
  private void call(TestGateway serin, AtomicBoolean enough) {
    while (!enough.get()) {
      byte[] image = TestImages.plain(nextColour.incrementAndGet() & 0xffffff);
      statuses.merge(serin.classify("rgb", List.of(image)).join().statusCode(), 1, Integer::sum);
    }
  }

  private static void add(ModelFolders models) throws IOException {
    for (int version = 2; version < 2 + GOOD_VERSIONS; version++) {
      models.write("rgb", "" + version, TinyGraph.rgb().variant(version));
    }
    for (Broken fault : FAULTS) {
      models.write("rgb", "broken-" + fault.name().toLowerCase(Locale.ROOT), fault);
    }
  }

  private static void remove(ModelFolders models) throws IOException {
    List<String> versions = new ArrayList<>();
    for (int version = 2; version < 2 + GOOD_VERSIONS; version++) {
      versions.add("" + version);
    }
    for (Broken fault : FAULTS) {
      versions.add("broken-" + fault.name().toLowerCase(Locale.ROOT));
    }
    for (String version : versions) {
      models.remove("rgb", version);
    }
  }

  private static long states(TestGateway serin, String state) {
    return new JsonObject(serin.get("/v1/models/rgb").body())
        .getJsonArray("versions").stream()
            .map(JsonObject.class::cast)
            .filter(version -> version.getString("state").equals(state))
            .count();
  }
}
