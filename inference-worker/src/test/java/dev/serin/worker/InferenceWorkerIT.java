package dev.serin.worker;

import static dev.serin.worker.RunningWorker.await;
import static dev.serin.worker.RunningWorker.failure;
import static dev.serin.worker.RunningWorker.options;
import static dev.serin.worker.RunningWorker.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Prediction;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.api.WorkerBus;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.ModelFolders.Broken;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class InferenceWorkerIT {
  private static final byte[] RED = TestImages.plain(0xff0000);

  private final ModelFolders folders;

  InferenceWorkerIT(@TempDir Path root) {
    folders = new ModelFolders(root);
  }

  @Test
  void classify_eachFormAGraphCanHave_isRight() throws Exception {
    List<TinyGraph> graphs =
        List.of(
            TinyGraph.rgb(),
            TinyGraph.rgb().nhwc(),
            TinyGraph.rgb().uint8().weights(new float[][] {{.1f, 0, 0}, {0, .1f, 0}, {0, 0, .1f}}),
            TinyGraph.rgb().softmax().fourDimensional(),
            TinyGraph.rgb().fixedBatch(1),
            TinyGraph.rgb().nhwc().fixedBatch(3).softmax());
    for (int i = 0; i < graphs.size(); i++) {
      folders.write("m", "" + i, graphs.get(i));
    }
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      for (int i = 0; i < graphs.size(); i++) {
        for (int rgb : new int[] {0xff0000, 0x00ff00, 0x0000ff, 0x806040}) {
          Future<Classification> answer = running.classify("m", "" + i, TestImages.plain(rgb));
          requireRight(graphs.get(i), rgb, await(answer));
        }
      }
    }
  }

  @Test
  void classify_manyAtOnce_runsInBatchesAndMixesNothingUp() throws Exception {
    TinyGraph graph = TinyGraph.rgb();
    folders.write("m", "1", graph);
    WorkerOptions lazy = with(options(folders.root()), 256, 8, Duration.ofMillis(200), 1);
    try (RunningWorker running = RunningWorker.start(lazy)) {
      requireAllRight(running, graph, 64);
      var sizes = running.meters.get("serin.batch.size").tag("version", "1").summary();
      assertThat(sizes.totalAmount()).isEqualTo(64);
      assertThat(sizes.max()).isGreaterThan(1).isLessThanOrEqualTo(8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
  void classify_fixedBatchOfFour_answersAnyNumber(int requests) throws Exception {
    TinyGraph graph = TinyGraph.rgb().fixedBatch(4);
    folders.write("m", "1", graph);
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      requireAllRight(running, graph, requests);
    }
  }

  @Test
  void classify_cancelledOrOverdue_isDroppedBeforeTheDecode() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      ClassifyRequest cancelled = request("m", "1", RED, 60);
      cancelled.cancellation().cancel();
      assertThat(failure(running.client.classify(cancelled)).reason()).isEqualTo(Reason.CANCELLED);
      ClassifyRequest overdue = request("m", "1", RED, -1);
      assertThat(failure(running.client.classify(overdue)).reason())
          .isEqualTo(Reason.DEADLINE_EXCEEDED);
      assertThat(running.meters.get("serin.decode").timer().count()).isZero();
      await(running.classify("m", "1", RED));
      assertThat(running.meters.get("serin.decode").timer().count()).isEqualTo(1);
    }
  }

  @Test
  void classify_queueFull_isOverloadedAndRecovers() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    byte[] slow = TestImages.encoded("png", TestImages.scene(2000, 1500, 1));
    WorkerOptions narrow = with(options(folders.root()), 3, 8, Duration.ZERO, 1);
    try (RunningWorker running = RunningWorker.start(narrow)) {
      List<Future<Classification>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(running.classify("m", "1", slow));
      }
      int overloaded = 0;
      for (Future<Classification> answer : answers) {
        await(answer.otherwiseEmpty());
        if (answer.failed()) {
          assertThat(failure(answer).reason()).isEqualTo(Reason.OVERLOADED);
          overloaded++;
        }
      }
      assertThat(overloaded).isBetween(1, 37);
      await(running.classify("m", "1", RED));
      assertThat(queueLength(running)).isZero();
    }
  }

  @Test
  void classify_anotherModelFloods_isNextAtTheDecoder() throws Exception {
    folders.write("flood", "1", TinyGraph.rgb());
    folders.write("m", "1", TinyGraph.rgb());
    byte[] slow = TestImages.encoded("png", TestImages.scene(2000, 1500, 1));
    WorkerOptions one = with(options(folders.root()), 128, 8, Duration.ZERO, 1);
    try (RunningWorker running = RunningWorker.start(one)) {
      List<Future<Classification>> flood = new ArrayList<>();
      for (int i = 0; i < 120; i++) {
        flood.add(running.classify("flood", "1", slow));
      }
      await(flood.get(0));
      long before = flood.stream().filter(Future::isComplete).count();
      await(running.classify("m", "1", RED));
      // What was in hand when it came, and what a slow thread sees late; in turn it would be all.
      assertThat(flood.stream().filter(Future::isComplete).count()).isLessThan(before + 40);
      await(Future.all(flood));
    }
  }

  @Test
  void classify_queueTooLongForTheDeadline_isRefusedAtOnce() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    byte[] slow = TestImages.encoded("png", TestImages.scene(2000, 1500, 1));
    WorkerOptions one = with(options(folders.root()), 64, 8, Duration.ZERO, 1);
    try (RunningWorker running = RunningWorker.start(one)) {
      await(running.classify("m", "1", slow));
      List<Future<Classification>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(running.classify("m", "1", slow));
      }
      running.eventually("a queue", () -> running.client.load().delayNanos("m", "1") > 0);
      ClassifyRequest hurried = request("m", "1", RED, 60);
      hurried.cancellation().extend(System.nanoTime() + 10_000_000);
      InferenceFailure refused = failure(running.client.classify(hurried));
      assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
      assertThat(refused).hasMessageContaining("too long for the deadline");
      assertThat(refused.retryNanos()).isPositive();
      assertThat(running.meters.get("serin.refused").tag("reason", "deadline").counter().count())
          .isEqualTo(1);
      await(Future.all(answers));
      running.eventually("no queue", () -> running.client.load().delayNanos("m", "1") == 0);
      assertThat(running.meters.get("serin.queue.delay").gauge().value()).isZero();
    }
  }

  @Test
  void classify_eachReason_isToldApart() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    folders.write("m", "2", Broken.TRUNCATED_GRAPH);
    WorkerOptions options = options(folders.root());
    try (RunningWorker running = RunningWorker.start(options)) {
      byte[] png = TestImages.encoded("png", TestImages.scene(300, 200, 1));
      byte[] bomb = png.clone();
      Arrays.fill(bomb, 17, 20, (byte) 0xff);
      byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
      refuses(running, "n", "1", png, Reason.UNKNOWN_MODEL, "there is no model 'n'");
      refuses(running, "m", "9", png, Reason.UNKNOWN_VERSION, "model 'm' has no version '9'");
      refuses(running, "m", "2", png, Reason.VERSION_NOT_READY, "is failed");
      refuses(running, "m", "1", text, Reason.UNSUPPORTED_FORMAT, "not a JPEG");
      refuses(running, "m", "1", new byte[0], Reason.UNSUPPORTED_FORMAT, "the image is empty");
      refuses(running, "m", "1", bomb, Reason.TOO_MANY_PIXELS, "16777215 x 200 pixels");
      refuses(running, "m", "1", Arrays.copyOf(png, 9_000), Reason.UNDECODABLE, "damaged png file");
      requireRight(TinyGraph.rgb(), 0xff0000, await(running.classify("m", "1", RED)));
      assertThat(queueLength(running)).isZero();
    }
  }

  @Test
  void close_requestsUnderWay_areAllAnswered() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    byte[] image = TestImages.encoded("png", TestImages.scene(400, 300, 1));
    List<Future<Classification>> answers = new ArrayList<>();
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      for (int i = 0; i < 60; i++) {
        answers.add(running.classify("m", "1", image));
      }
      await(answers.get(0));
      await(running.worker.close());
      int answered = 0;
      for (Future<Classification> answer : answers) {
        await(answer.otherwiseEmpty());
        if (answer.succeeded()) {
          answered++;
        } else {
          assertThat(failure(answer).reason()).isEqualTo(Reason.CLOSING);
        }
      }
      assertThat(answered).isPositive();
      assertThat(failure(running.classify("m", "1", image)).reason()).isEqualTo(Reason.CLOSING);
      assertThat(running.meters.getMeters()).isEmpty();
    }
  }

  @Test
  void start_twiceOnOneVertx_isPossibleAfterAClose() throws Exception {
    folders.write("m", "1", TinyGraph.rgb());
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      await(running.worker.close());
      InferenceWorker second =
          await(
              InferenceWorker.start(
                  running.vertx, running.bus, options(folders.root()), running.meters));
      requireRight(TinyGraph.rgb(), 0xff0000, await(running.classify("m", "1", RED)));
      await(second.close());
    }
  }

  @Test
  void start_folderMissing_failsAndLeavesNothingBehind() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      WorkerOptions nowhere = options(folders.root().resolve("nowhere"));
      assertThatThrownBy(
              () ->
                  await(
                      InferenceWorker.start(
                          vertx, new WorkerBus(vertx), nowhere, new SimpleMeterRegistry())))
          .hasMessageContaining("nowhere");
      assertThat(vertx.deploymentIDs()).isEmpty();
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void start_cudaMissing_failsAndNamesIt() throws Exception {
    WorkerOptions o = options(folders.root());
    WorkerOptions cuda =
        new WorkerOptions(
            o.models(),
            o.poll(),
            WorkerOptions.Provider.CUDA,
            1,
            1,
            1,
            8,
            1,
            o.batchDelay(),
            o.pixelsMax());
    Vertx vertx = Vertx.vertx();
    try {
      Future<InferenceWorker> start =
          InferenceWorker.start(vertx, new WorkerBus(vertx), cuda, new SimpleMeterRegistry());
      await(start.otherwiseEmpty());
      assumeThat(start.failed()).as("CUDA is here").isTrue();
      assertThat(start.cause()).hasMessageContaining("CUDA is not to be had: ");
      assertThat(vertx.deploymentIDs()).isEmpty();
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void poll_versionsComeAndGoUnderLoad_disturbNoAnswer() throws Exception {
    TinyGraph graph = TinyGraph.rgb();
    folders.write("m", "0", graph);
    folders.stable("m", "0");
    try (RunningWorker running = RunningWorker.start(options(folders.root()))) {
      requireAllRight(running, graph, 32);
      int metersBefore = running.meters.getMeters().size();
      long buffersBefore = directBytes();
      try (Load load = new Load(running, 4)) {
        Broken[] faults = {
          Broken.TRUNCATED_GRAPH,
          Broken.WRONG_DIGEST,
          Broken.LABELS_TOO_SHORT,
          Broken.NAN_WEIGHTS,
          Broken.FILE_OUTSIDE
        };
        for (int i = 0; i < faults.length; i++) {
          folders.write("m", "broken-" + i, faults[i]);
        }
        for (int i = 1; i <= 20; i++) {
          folders.write("m", "" + i, TinyGraph.rgb().variant(i));
        }
        for (int i = 1; i <= 20; i++) {
          String version = "" + i;
          running.eventually(version, () -> running.state("m", version) == State.READY);
          requireRight(graph, 0xff0000, await(running.classify("m", version, RED)));
        }
        for (int i = 0; i < faults.length; i++) {
          String version = "broken-" + i;
          running.eventually(version, () -> running.state("m", version) == State.FAILED);
          folders.remove("m", version);
        }
        for (int i = 1; i <= 20; i++) {
          folders.remove("m", "" + i);
        }
        running.eventually(
            "only version 0",
            () -> running.client.catalog().model("m").orElseThrow().versions().size() == 1);
        load.end();
        assertThat(load.failure.get()).isNull();
        assertThat(load.answers.get()).isGreaterThan(100);
      }
      running.eventually("the meters", () -> running.meters.getMeters().size() == metersBefore);
      assertThat(queueLength(running)).isZero();
      running.eventually(
          "the buffers",
          () -> {
            System.gc();
            return directBytes() <= buffersBefore + (1 << 20);
          });
    }
  }

  /** Some requests under way at any time, until it is told to end. */
  private static final class Load implements AutoCloseable {
    private final RunningWorker running;
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final List<Future<Void>> loops = new ArrayList<>();
    private volatile boolean ended;

    Load(RunningWorker running, int clients) {
      this.running = running;
      for (int i = 0; i < clients; i++) {
        loops.add(loop());
      }
    }

    private Future<Void> loop() {
      return running
          .classify("m", "0", RED)
          .transform(
              answer -> {
                answers.incrementAndGet();
                if (answer.failed()) {
                  failure.compareAndSet(null, answer.cause());
                }
                return ended ? Future.<Void>succeededFuture() : loop();
              });
    }

    void end() throws Exception {
      ended = true;
      await(Future.all(loops));
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  private static void requireAllRight(RunningWorker running, TinyGraph graph, int requests)
      throws Exception {
    String version = running.knows("m", "1") ? "1" : "0";
    SplittableRandom random = new SplittableRandom(requests);
    List<Integer> colours = new ArrayList<>();
    List<Future<Classification>> answers = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      colours.add(random.nextInt(1 << 24));
      answers.add(running.classify("m", version, TestImages.plain(colours.get(i))));
    }
    for (int i = 0; i < requests; i++) {
      requireRight(graph, colours.get(i), await(answers.get(i)));
    }
  }

  private static void requireRight(TinyGraph graph, int rgb, Classification answer) {
    assertThat(answer.image()).isEqualTo(new ImageInfo("png", 16, 12));
    double[] expected = graph.probabilities(rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff);
    assertThat(answer.predictions()).hasSize(3);
    float before = Float.MAX_VALUE;
    for (Prediction prediction : answer.predictions()) {
      assertThat(prediction.label())
          .isEqualTo(List.of("red", "green", "blue").get(prediction.index()));
      assertThat((double) prediction.probability())
          .as("%06x %s", rgb, prediction)
          .isCloseTo(expected[prediction.index()], within(2e-3));
      assertThat(prediction.probability()).isLessThanOrEqualTo(before);
      before = prediction.probability();
    }
    assertThat(answer.timings().decode()).isPositive();
    assertThat(answer.timings().inference()).isPositive();
  }

  private static void refuses(
      RunningWorker running,
      String model,
      String version,
      byte[] image,
      Reason reason,
      String message)
      throws Exception {
    InferenceFailure failure = failure(running.classify(model, version, image));
    assertThat(failure).hasMessageContaining(message);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  private static double queueLength(RunningWorker running) {
    return running.meters.get("serin.queue.length").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static WorkerOptions with(
      WorkerOptions o, int queueLength, int batchSize, Duration delay, int lanes) {
    return new WorkerOptions(
        o.models(),
        o.poll(),
        o.provider(),
        lanes,
        o.intraOpThreads(),
        o.decodeThreads(),
        queueLength,
        batchSize,
        delay,
        o.pixelsMax());
  }
}
