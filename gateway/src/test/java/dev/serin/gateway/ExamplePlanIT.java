package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.worker.testing.ModelFolders;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plan of {@code config/rollout.yaml} over HTTP, with the committed models: the worse version
 * is never promoted, the better one always is. Its times are divided by {@link #FASTER}; weights,
 * guards and bounds are its own. Each run has a gateway of its own and meets the test images in
 * another order, each from a user of its own and labelled. {@code -Dserin.runs=20} makes more runs.
 */
final class ExamplePlanIT {
  private static final Logger log = LoggerFactory.getLogger(ExamplePlanIT.class);
  private static final Path MODELS = Path.of("..", "models", "fashion");
  private static final Path PLAN = Path.of("..", "config", "rollout.yaml");
  private static final Duration DECISION_MAX = Duration.ofMinutes(5);
  private static final int RUNS = Integer.getInteger("serin.runs", 1);
  private static final long SEED = Long.getLong("serin.seed", 16);
  private static final int FASTER = 600;
  private static final int SENDERS = 8;
  private static final Pattern TIME = Pattern.compile("(for|deadline): (\\d+)([mh])");

  private final Path folder;
  private FashionTestSet images = FashionTestSet.NONE;

  /** What became of one rollout. */
  private record End(String phase, String reason, int requests) {}

  ExamplePlanIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void read() throws IOException {
    Path data =
        Path.of(System.getProperty("serin.fashion-mnist", "/usr/share/datasets/fashion-mnist"));
    assumeTrue(
        Files.isDirectory(data),
        () -> "skipped: no Fashion-MNIST in " + data + " (package dataset-fashion-mnist)");
    images = FashionTestSet.read(data);
  }

  @Test
  void examplePlan_worseVersion_neverPromoted() throws Exception {
    for (int run = 0; run < RUNS; run++) {
      End end = rollout("2", "1", run);
      assertThat(end.phase()).as(end.toString()).isNotEqualTo("promoted");
    }
  }

  @Test
  void examplePlan_betterVersion_alwaysPromoted() throws Exception {
    for (int run = 0; run < RUNS; run++) {
      End end = rollout("1", "2", run);
      assertThat(end.phase()).as(end.toString()).isEqualTo("promoted");
    }
  }

  private End rollout(String stable, String candidate, int run) throws Exception {
    Path home = Files.createDirectories(folder.resolve(stable + "-" + run));
    copy(MODELS, home.resolve("models").resolve("fashion"));
    new ModelFolders(home.resolve("models")).stable("fashion", stable);
    long start = System.nanoTime();
    try (TestGateway serin =
        new TestGateway(
            new ModelFolders(home.resolve("models")),
            home.resolve("data"),
            "management.token=" + RolloutTraffic.TOKEN,
            "rollouts.tick=100ms")) {
      RolloutTraffic rollouts = new RolloutTraffic(serin);
      String id = rollouts.start(plan(candidate));
      int requests = drive(serin, rollouts, id, run);
      JsonObject status = rollouts.status(id);
      End end = new End(status.getString("phase"), status.getString("reason"), requests);
      log.info(
          "{} over {}, seed {}, run {}: {} in {} ms; {}",
          candidate,
          stable,
          SEED,
          run + 1,
          end,
          (System.nanoTime() - start) / 1_000_000,
          estimates(status.getJsonObject("guards")));
      return end;
    }
  }

  private static String estimates(JsonObject guards) {
    return guards.fieldNames().stream()
        .map(
            name -> {
              JsonObject guard = guards.getJsonObject(name);
              return "%s %s of %s, harm %s, proof %s"
                  .formatted(
                      name,
                      guard.getValue("estimate"),
                      guard.getValue("samples"),
                      guard.getJsonObject("harm").getValue("e"),
                      guard.getJsonObject("proof").getValue("e"));
            })
        .collect(Collectors.joining("; "));
  }

  /** The example with another candidate, and its minutes shortened. */
  private static String plan(String candidate) throws IOException {
    String text = Files.readString(PLAN);
    assertThat(text).contains("candidate: \"1\"");
    return TIME.matcher(text.replace("candidate: \"1\"", "candidate: \"" + candidate + "\""))
        .replaceAll(ExamplePlanIT::shorter);
  }

  private static String shorter(MatchResult time) {
    int minutes = Integer.parseInt(time.group(2)) * (time.group(3).equals("h") ? 60 : 1);
    return time.group(1) + ": " + minutes * 60_000 / FASTER + "ms";
  }

  /** Sends images with their labels until the rollout ends, or there are no more. */
  private int drive(TestGateway serin, RolloutTraffic rollouts, String id, int run)
      throws Exception {
    List<Integer> order = new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
    Collections.shuffle(order, new Random(SEED + run));
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      all.add(senders.submit(() -> send(serin, rollouts, order, next, over)));
    }
    senders.shutdown();
    long end = System.nanoTime() + DECISION_MAX.toNanos();
    while (!rollouts.isOver(id).getAsBoolean()
        && !isUndecided(rollouts.status(id), senders)
        && System.nanoTime() < end) {
      LockSupport.parkNanos(50_000_000);
    }
    over.set(true);
    for (Future<?> one : all) {
      one.get();
    }
    return Math.min(next.get(), images.size());
  }

  /** Whether all images were sent, and the last labels were looked at. */
  private static boolean isUndecided(JsonObject status, ExecutorService senders) {
    return senders.isTerminated()
        && status.getJsonObject("guards").getJsonObject("accuracy").getInteger("samples") >= 10_000;
  }

  private void send(
      TestGateway serin,
      RolloutTraffic rollouts,
      List<Integer> order,
      AtomicInteger next,
      AtomicBoolean over) {
    int place = next.getAndIncrement();
    while (place < order.size() && !over.get()) {
      int image = order.get(place);
      JsonObject answer =
          TestGateway.json(
              serin.classify("fashion", png(image), "Serin-Unit", "user-" + place).join());
      rollouts.label(answer, images.name(image));
      place = next.getAndIncrement();
    }
  }

  private List<byte[]> png(int image) {
    try {
      return images.pngs(image, 1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
