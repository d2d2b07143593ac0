package dev.serin.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Cancellation;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageInfo;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Spans;
import dev.serin.worker.api.Timings;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pool and two workers on the event bus of one process: one as with a GPU, one without. */
final class WorkerPoolTest {
  private static final Duration REPORT = Duration.ofMillis(20);

  /** Answers any image after a while. */
  private final class Worker implements InferenceClient {
    private final Catalog catalog;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile int millis;

    Worker(int millis, String provider) {
      this.millis = millis;
      catalog =
          new Catalog(
              true,
              List.of(
                  new ModelInfo(
                      "m",
                      "1",
                      List.of(
                          new VersionInfo(
                              "1", State.READY, null, "aa", List.of(), null, List.of(provider))))));
    }

    @Override
    public Catalog catalog() {
      return catalog;
    }

    @Override
    public Load load() {
      return Load.UNKNOWN;
    }

    @Override
    public Future<Classification> classify(ClassifyRequest request) {
      Promise<Classification> answer = Promise.promise();
      vertx.setTimer(
          millis,
          fired -> {
            answered.incrementAndGet();
            answer.complete(
                new Classification(
                    new ImageInfo("png", 1, 1), List.of(), new Timings(1, 0, millis)));
          });
      return answer.future();
    }
  }

  private final Vertx vertx = Vertx.vertx();
  private final Worker cuda = new Worker(2, "cuda");
  private final Worker cpu = new Worker(60, "cpu");
  private final WorkerPool pool = new WorkerPool(vertx, Duration.ofSeconds(10));

  @BeforeEach
  void start() {
    pool.started().await();
    new WorkerService(vertx, cuda, "cuda", Spans.NONE).start(REPORT).await();
    new WorkerService(vertx, cpu, "cpu", Spans.NONE).start(REPORT).await();
    await(() -> providers().equals(List.of("cpu", "cuda")));
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void classify_aFasterWorker_getsNearlyAllAndTheOtherIsTriedAgain() {
    classify(30);
    int triedBefore = cpu.answered.get();
    classify(100);
    assertThat(cpu.answered.get() - triedBefore).isLessThan(20);

    await(
        () -> {
          classify(1);
          return cpu.answered.get() > triedBefore;
        });
  }

  @Test
  void classify_theFasterOneBecomesSlow_isLeftForTheOtherAndComesBack() {
    classify(30);
    cuda.millis = 500;
    cpu.millis = 5;
    int before = cpu.answered.get();
    await(
        () -> {
          classify(1);
          return cpu.answered.get() >= before + 20;
        });
    int slow = cuda.answered.get();
    classify(50);
    assertThat(cuda.answered.get() - slow).isLessThan(10);

    cuda.millis = 1;
    cpu.millis = 50;
    int after = cuda.answered.get();
    await(
        () -> {
          classify(1);
          return cuda.answered.get() >= after + 20;
        });
  }

  @Test
  void heard_anotherFormat_isNobody() {
    vertx
        .eventBus()
        .publish(
            Addresses.STATUS.replaceAll("\\d+$", "2"),
            Buffer.buffer("{\"worker\":\"later\",\"catalog\":1}"));
    classify(5);
    pool.look();
    assertThat(providers()).containsExactly("cpu", "cuda");
  }

  private List<String> providers() {
    return pool.catalog()
        .model("m")
        .flatMap(model -> model.version("1"))
        .map(VersionInfo::providers)
        .orElse(List.of());
  }

  private void classify(int images) {
    for (int i = 0; i < images; i++) {
      ClassifyRequest request =
          new ClassifyRequest(
              "m",
              "1",
              EncodedImage.of(new byte[] {1}),
              1,
              System.nanoTime() + TimeUnit.SECONDS.toNanos(30),
              new Cancellation());
      pool.classify(request).await();
    }
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    try {
      while (!condition.holds()) {
        assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
        LockSupport.parkNanos(1_000_000);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
