package dev.serin.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads: what the simulation, on one thread, cannot see. */
@Timeout(60)
final class DispatcherStressTest {
  private static final int LANES = 3;
  private static final int CLIENTS = 6;
  private static final int JOBS_PER_CLIENT = 5_000;

  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger runningMax = new AtomicInteger();
  private final Set<Integer> ran = ConcurrentHashMap.newKeySet();
  private final Semaphore done = new Semaphore(0);
  private final AtomicInteger twice = new AtomicInteger();
  private final AtomicInteger tooLarge = new AtomicInteger();

  @Test
  void dispatcher_manyThreads_losesNoJobAndRunsNoneTwice() throws Exception {
    List<ExecutorService> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      lanes.add(Executors.newSingleThreadExecutor());
    }
    ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      Dispatcher dispatcher =
          new Dispatcher(
              lanes,
              (delay, task) -> {
                Future<?> unused = timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
              },
              System::nanoTime);
      List<BatchQueue<Integer>> queues =
          List.of(
              dispatcher.open(new BatchLimits(16, 4, Duration.ofMillis(1)), b -> run(b, 4)),
              dispatcher.open(new BatchLimits(3, 8, Duration.ofNanos(50)), b -> run(b, 8)),
              dispatcher.open(new BatchLimits(64, 1, Duration.ZERO), b -> run(b, 1)));
      int submitted = submitAll(clients, queues);
      queues.forEach(BatchQueue::close);
      assertThat(done.tryAcquire(submitted, 30, TimeUnit.SECONDS)).as("every job ran").isTrue();
      for (ExecutorService lane : lanes) {
        lane.shutdown();
        assertThat(lane.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(dispatcher.openQueues()).isZero();
      assertThat(ran).hasSize(submitted);
      assertThat(twice).hasValue(0);
      assertThat(tooLarge).hasValue(0);
      assertThat(runningMax).hasValueLessThanOrEqualTo(LANES);
    } finally {
      lanes.forEach(ExecutorService::shutdownNow);
      timers.shutdownNow();
      clients.shutdownNow();
    }
  }

  private static int submitAll(ExecutorService clients, List<BatchQueue<Integer>> queues)
      throws Exception {
    List<Future<Integer>> counts = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      int first = client * JOBS_PER_CLIENT;
      counts.add(clients.submit(() -> submit(first, queues)));
    }
    int submitted = 0;
    for (Future<Integer> count : counts) {
      submitted += count.get();
    }
    return submitted;
  }

  private static int submit(int first, List<BatchQueue<Integer>> queues) {
    SplittableRandom random = new SplittableRandom(first);
    int submitted = 0;
    for (int job = first; job < first + JOBS_PER_CLIENT; job++) {
      Optional<BatchQueue<Integer>.Place> place =
          queues.get(random.nextInt(queues.size())).reserve();
      if (place.isPresent() && random.nextInt(5) == 0) {
        place.get().abandon();
      } else if (place.isPresent()) {
        place.get().submit(job);
        submitted++;
      }
    }
    return submitted;
  }

  private void run(List<Integer> batch, int size) {
    runningMax.accumulateAndGet(running.incrementAndGet(), Math::max);
    if (batch.isEmpty() || batch.size() > size) {
      tooLarge.incrementAndGet();
    }
    for (int job : batch) {
      if (!ran.add(job)) {
        twice.incrementAndGet();
      }
    }
    running.decrementAndGet();
    done.release(batch.size());
    if (batch.contains(7)) {
      throw new IllegalStateException("job 7 fails its batch: no lane may be lost");
    }
  }
}
