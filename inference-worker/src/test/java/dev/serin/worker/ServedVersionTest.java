package dev.serin.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceFailure;
import dev.serin.worker.api.InferenceFailure.Reason;
import dev.serin.worker.api.Priority;
import dev.serin.worker.batch.BatchLimits;
import dev.serin.worker.batch.BatchQueue;
import dev.serin.worker.batch.Dispatcher;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Preprocessor;
import dev.serin.worker.model.BoundRun;
import dev.serin.worker.model.Graph;
import dev.serin.worker.model.LoadedVersion;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import dev.serin.worker.testing.TinyGraph;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What becomes of the jobs of a batch whose run fails; the clock and the graph are the test's. */
final class ServedVersionTest {
  private static final float GOOD = .25f;
  private static final float BAD = 666;
  private static final long RUN_NANOS = 1_000;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Queue<Runnable> lane = new ArrayDeque<>();
  private final List<Integer> runs = new ArrayList<>();
  private final List<Promise<Classification>> answers = new ArrayList<>();
  private final List<RecordingSpan> spans = new ArrayList<>();
  private final FailingGraph graph = new FailingGraph();
  private final ServedVersion version;
  private long now = 1;
  private Runnable duringFirstRun = () -> {};

  ServedVersionTest() {
    OutputSpec output = new OutputSpec("out", Activation.NONE, "labels.txt");
    Manifest manifest =
        new Manifest(1, "f", "0".repeat(64), TinyGraph.rgb().spec(), output, null, null, null);
    LoadedVersion loaded =
        new LoadedVersion(
            manifest, List.of("a", "b"), "digest", graph, new Preprocessor(manifest.input()));
    Dispatcher decoders = new Dispatcher(List.of(lane::add), (delay, task) -> {}, () -> now);
    Dispatcher lanes = new Dispatcher(List.of(lane::add), (delay, task) -> {}, () -> now);
    version =
        new ServedVersion(
            "m",
            "1",
            loaded,
            new BatchLimits(16, 8, Duration.ofSeconds(1)),
            new VersionQueues.Shared(decoders, lanes),
            new RunSpans("m", "1", "cpu"),
            meters,
            () -> now);
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @AfterEach
  void close() {
    version.close();
    assertThat(graph.open).as("buffers that did not come back").isZero();
  }

  @Test
  void run_oneImageFails_theOthersHaveTheirAnswers() {
    runTogether(GOOD, BAD, GOOD);
    assertThat(runs).containsExactly(3, 1, 1, 1);
    assertThat(answers.get(0).future().succeeded()).isTrue();
    assertThat(answers.get(2).future().succeeded()).isTrue();
    assertThat(failure(1)).hasMessage("the model failed");
    assertThat(failure(1).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(failure(1).getCause()).as("its stack trace was logged").isNull();
  }

  @Test
  void run_allFail_eachRunsTwiceAndNoMore() {
    runTogether(BAD, BAD);
    assertThat(runs).containsExactly(2, 1, 1);
    assertThat(failure(0).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(failure(1).reason()).isEqualTo(Reason.INTERNAL);
    runs.clear();
    runTogether(BAD);
    assertThat(runs).as("alone, nobody else is to be told apart").containsExactly(1);
  }

  @Test
  void run_onlyBatchesFail_eachIsAnsweredAlone() {
    graph.mostImages = 1;
    runTogether(GOOD, GOOD);
    assertThat(runs).containsExactly(2, 1, 1);
    assertThat(answers).allMatch(answer -> answer.future().succeeded());
  }

  @Test
  void run_goneOrOverdueMeanwhile_isNotRunAgain() {
    List<ClassifyJob> jobs = jobs(GOOD, BAD, GOOD, GOOD);
    duringFirstRun =
        () -> {
          jobs.get(0).request().cancellation().cancel();
          now = jobs.get(2).request().deadlineNanos() - 2 * RUN_NANOS;
        };
    // The second run of the bad one takes the time that was left to those behind it.
    run(jobs);
    assertThat(runs).containsExactly(4, 1);
    assertThat(failure(0).reason()).isEqualTo(Reason.CANCELLED);
    assertThat(failure(1).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(failure(2).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(failure(3).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
  }

  @Test
  void run_again_countsEachRunOnceWithItsOwnTime() {
    runTogether(GOOD, BAD, GOOD);
    assertThat(meters.get("serin.batch.size").summary().count()).isEqualTo(2);
    assertThat(meters.get("serin.batch.size").summary().totalAmount()).isEqualTo(2);
    assertThat(
            meters
                .get("serin.inference")
                .timer()
                .totalTime(java.util.concurrent.TimeUnit.NANOSECONDS))
        .isEqualTo(2.0 * RUN_NANOS);
    Classification last = answers.get(2).future().result();
    assertThat(last.timings().inference()).isEqualTo(RUN_NANOS);
    assertThat(last.timings().queue())
        .as("a failed run of three, two of one")
        .isEqualTo(3 * RUN_NANOS);
    assertThat(version.queues().delayNanos()).as("nothing is under way").isZero();
  }

  @Test
  void run_again_isASpanOfItsOwnAfterTheFailedOne() {
    runTogether(GOOD, BAD);
    assertThat(spans.get(1).lines)
        .containsExactly(
            "wait for run 1 1 null",
            "run 1 1001 java.lang.IllegalStateException 2",
            "wait for run 1001 2001 null",
            "run 2001 3001 java.lang.IllegalStateException 1");
    assertThat(spans.get(0).lines)
        .containsExactly(
            "wait for run 1 1 null",
            "run 1 1001 java.lang.IllegalStateException 2",
            "wait for run 1001 1001 null",
            "run 1001 2001 null 1");
  }

  @Test
  void run_noProbability_failsThatImageAloneAndSaysWhat() {
    runTogether(GOOD, Float.NaN, 7, GOOD);
    assertThat(runs).containsExactly(4);
    assertThat(failure(1).reason()).isEqualTo(Reason.INVALID_OUTPUT);
    assertThat(failure(1)).hasMessage("version '1' of model 'm' answers NaN");
    assertThat(failure(2))
        .hasMessage("version '1' of model 'm' answers 7.0, which is no probability");
    assertThat(answers.get(0).future().succeeded()).isTrue();
    assertThat(answers.get(3).future().succeeded()).isTrue();
  }

  @Test
  void run_fixedBatchNotFull_repeatsAnImageOfThisRun() {
    graph.fixed = 8;
    runTogether(GOOD, BAD, GOOD);
    assertThat(failure(1).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(runs).containsExactly(8, 8, 8, 8);
    answers.clear();
    runTogether(GOOD);
    assertThat(answers.get(0).future().succeeded()).as("beside no bad one of before").isTrue();
  }

  private void runTogether(float... images) {
    run(jobs(images));
  }

  private void run(List<ClassifyJob> jobs) {
    List<BatchQueue<ClassifyJob>.Place> places =
        jobs.stream().map(job -> version.queues().reserve().orElseThrow()).toList();
    for (int i = 0; i < jobs.size(); i++) {
      places.get(i).submit(jobs.get(i));
    }
    while (!lane.isEmpty()) {
      lane.remove().run();
    }
  }

  private List<ClassifyJob> jobs(float... images) {
    List<ClassifyJob> jobs = new ArrayList<>();
    for (float image : images) {
      BoundRun input = graph.bind(1);
      input.input().putFloat(0, image);
      Promise<Classification> answer = Promise.promise();
      answers.add(answer);
      RecordingSpan span = new RecordingSpan();
      spans.add(span);
      ClassifyRequest request =
          new ClassifyRequest(
                  "m",
                  "1",
                  EncodedImage.of(new byte[1]),
                  1,
                  now + Duration.ofSeconds(1).toNanos(),
                  new Cancellation(),
                  Priority.CALLER)
              .within(span);
      jobs.add(new ClassifyJob(request, new ImageInfo("png", 1, 1), input, 0, 0, now, answer));
    }
    return jobs;
  }

  private InferenceFailure failure(int job) {
    return (InferenceFailure) answers.get(job).future().cause();
  }

  /** Answers {@code x, 1 - x} to an image whose first value is x; cannot run {@link #BAD}. */
  private final class FailingGraph implements Graph {
    private final int imageBytes = TinyGraph.rgb().spec().imageBytes();
    private int mostImages = Integer.MAX_VALUE;
    private int fixed;
    private int open;

    @Override
    public int fixedBatch() {
      return fixed;
    }

    @Override
    public float[] run(ByteBuffer images, int batch) {
      runs.add(batch);
      duringFirstRun.run();
      duringFirstRun = () -> {};
      now += RUN_NANOS;
      float[] outputs = new float[2 * batch];
      for (int i = 0; i < batch; i++) {
        float value = images.getFloat(i * imageBytes);
        if (value == BAD || batch > mostImages) {
          throw new IllegalStateException("no such index");
        }
        outputs[2 * i] = value;
        outputs[2 * i + 1] = 1 - value;
      }
      return outputs;
    }

    @Override
    public BoundRun bind(int images) {
      open++;
      ByteBuffer input =
          ByteBuffer.allocateDirect(images * imageBytes).order(ByteOrder.nativeOrder());
      return new BoundRun() {
        @Override
        public ByteBuffer input() {
          return input;
        }

        @Override
        public FloatBuffer run(int batch) {
          return FloatBuffer.wrap(FailingGraph.this.run(input, batch));
        }

        @Override
        public void close() {
          open--;
        }
      };
    }

    @Override
    public void close() {}
  }
}
