package dev.serin.worker;

import static dev.serin.worker.RunningWorker.await;
import static dev.serin.worker.RunningWorker.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Work for which nobody waits, beside callers who do. */
@Timeout(120)
final class BackgroundIT {
  private static final byte[] RED = TestImages.plain(0xff0000);
  private static final int DECODERS = 2;
  private static final int PLACES = 3;

  private final ModelFolders folders;
  private final CountDownLatch decoders = new CountDownLatch(1);
  private RunningWorker running;

  BackgroundIT(@TempDir Path root) throws Exception {
    folders = new ModelFolders(root);
    folders.write("m", "1", TinyGraph.rgb());
    WorkerOptions options =
        new WorkerOptions(
            root,
            Duration.ofMillis(50),
            WorkerOptions.Provider.CPU,
            2,
            1,
            DECODERS,
            PLACES,
            8,
            Duration.ZERO,
            50_000_000);
    running = RunningWorker.start(options);
  }

  /** Callers stay in the worker, because nobody decodes their images until {@link #decoders}. */
  @BeforeEach
  void blockDecoders() {
    WorkerExecutor pool = running.vertx.createSharedWorkerExecutor("serin-decode", DECODERS);
    for (int i = 0; i < DECODERS; i++) {
      pool.executeBlocking(
          () -> {
            decoders.await();
            return null;
          },
          false);
    }
  }

  @AfterEach
  void close() {
    decoders.countDown();
    running.close();
  }

  private Future<Classification> caller() {
    return running.classify("m", "1", RED);
  }

  private Future<Classification> background(byte[] image, long millis, Cancellation cancellation) {
    return running.client.classify(
        new ClassifyRequest(
            "m",
            "1",
            EncodedImage.of(image),
            1,
            System.nanoTime() + Duration.ofMillis(millis).toNanos(),
            cancellation,
            Priority.BACKGROUND));
  }

  private Future<Classification> background(byte[] image) {
    return background(image, 60_000, new Cancellation());
  }

  @Test
  void background_nobodyIn_runsAndIsNotMeasuredAsACallers() throws Exception {
    Classification answer = await(background(RED));
    assertThat(answer.predictions()).hasSize(1);
    assertThat(answer.predictions().get(0).label()).isEqualTo("red");
    assertThat(running.meters.get("serin.decode").timer().count()).isZero();
    assertThat(running.meters.get("serin.inference").timer().count()).isZero();
    assertThat(running.meters.get("serin.queue").timer().count()).isZero();
  }

  @Test
  void background_callerIn_startsOnlyWhenTheCallerHasLeft() throws Exception {
    Future<Classification> caller = caller();
    Future<Classification> background = background(RED);
    // Whatever could have started by then has not.
    Future<Classification> overdue = background(RED, 200, new Cancellation());
    assertThat(failure(overdue).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(background.isComplete()).isFalse();
    decoders.countDown();
    assertThat(await(caller).predictions()).isNotEmpty();
    assertThat(await(background).predictions()).isNotEmpty();
    var sizes = running.meters.get("serin.batch.size").summary();
    assertThat(sizes.totalAmount()).as("callers' images only").isEqualTo(1);
  }

  @Test
  void background_queueFull_theNewestIsOverloadedAndCallersAreNot() throws Exception {
    Future<Classification> caller = caller();
    List<Future<Classification>> taken = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      taken.add(background(RED));
    }
    assertThat(failure(background(RED)).reason()).isEqualTo(Reason.OVERLOADED);
    Future<Classification> another = caller();
    decoders.countDown();
    await(Future.all(caller, another, Future.all(taken)));
    assertThat(length()).isZero();
  }

  @Test
  void background_cancelledWhileItWaits_isDropped() throws Exception {
    Future<Classification> caller = caller();
    Cancellation cancellation = new Cancellation();
    Future<Classification> background = background(RED, 60_000, cancellation);
    cancellation.cancel();
    decoders.countDown();
    await(caller);
    assertThat(failure(background).reason()).isEqualTo(Reason.CANCELLED);
  }

  @Test
  void background_versionRemovedWhileItWaits_keepsItNotOpen() throws Exception {
    folders.write("m", "2", TinyGraph.rgb().variant(2));
    running.eventually("version 2", () -> running.state("m", "2").name().equals("READY"));
    Future<Classification> caller = caller();
    ClassifyRequest second =
        new ClassifyRequest(
            "m",
            "2",
            EncodedImage.of(RED),
            1,
            System.nanoTime() + Duration.ofMinutes(1).toNanos(),
            new Cancellation(),
            Priority.BACKGROUND);
    Future<Classification> background = running.client.classify(second);
    folders.remove("m", "2");
    running.eventually("no version 2", () -> !running.knows("m", "2"));
    running.eventually(
        "it is closed",
        () -> running.meters.find("serin.decode").tag("version", "2").timer() == null);
    decoders.countDown();
    await(caller);
    assertThat(failure(background).reason()).isEqualTo(Reason.UNKNOWN_VERSION);
  }

  @Test
  void background_noImage_isRefusedAndTheNextRuns() throws Exception {
    byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
    assertThat(failure(background(text)).reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
    assertThat(await(background(RED)).predictions()).isNotEmpty();
  }

  @Test
  void close_backgroundWaits_isAnsweredAtOnceAndTheCallerInFull() throws Exception {
    Future<Classification> caller = caller();
    Future<Classification> background = background(RED);
    running.eventually("it waits", () -> length() == 1);
    Future<Void> closed = running.worker.close();
    assertThat(failure(background).reason()).isEqualTo(Reason.CLOSING);
    assertThat(caller.isComplete()).isFalse();
    decoders.countDown();
    await(closed);
    assertThat(await(caller).predictions()).isNotEmpty();
    assertThat(running.meters.getMeters()).isEmpty();
  }

  private double length() {
    return running.meters.get("serin.background.queue.length").gauge().value();
  }
}
