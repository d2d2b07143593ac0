package dev.serin.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serin.worker.batch.BackgroundJob.Dropped;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BackgroundQueueTest {
  private static final int SEEDS = 2_000;
  private static final int STEPS = 200;

  private final VirtualTime time = new VirtualTime();
  private final Deque<Runnable> pool = new ArrayDeque<>();
  private final BackgroundQueue queue = new BackgroundQueue(2, 1, pool::add, time, time::now);

  /** A job that remembers what was done to it. */
  private static final class Job implements BackgroundJob {
    private final long deadline;
    private Runnable work = () -> {};
    private int parts;
    private int ran;
    private boolean cancelled;
    private boolean answered;
    private @Nullable Dropped dropped;

    Job(long deadline, int parts) {
      this.deadline = deadline;
      this.parts = parts;
    }

    @Override
    public long deadlineNanos() {
      return deadline;
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }

    @Override
    public boolean runPart() {
      requireOpen();
      work.run();
      ran++;
      parts--;
      answered = parts == 0;
      return parts > 0;
    }

    @Override
    public void drop(Dropped why) {
      requireOpen();
      dropped = why;
    }

    private void requireOpen() {
      assertThat(answered).as("answered").isFalse();
      assertThat(dropped).as("dropped").isNull();
    }

    boolean isOver() {
      return answered || dropped != null;
    }
  }

  private Job job() {
    return new Job(time.now() + 1_000, 2);
  }

  private void runPool() {
    while (!pool.isEmpty()) {
      pool.remove().run();
    }
  }

  @Test
  void submit_nobodyIn_runsAllParts() {
    Job job = job();
    queue.submit(job);
    runPool();
    assertThat(job.answered).isTrue();
    assertThat(queue.length()).isZero();
  }

  @Test
  void submit_callerIn_waitsUntilTheLastHasLeft() {
    queue.callerEntered();
    queue.callerEntered();
    Job job = job();
    queue.submit(job);
    queue.callerLeft();
    assertThat(pool).isEmpty();
    queue.callerLeft();
    runPool();
    assertThat(job.answered).isTrue();
  }

  @Test
  void callerEntered_betweenTwoParts_goesFirst() {
    Job job = job();
    queue.submit(job);
    queue.callerEntered();
    runPool();
    assertThat(job.ran).isEqualTo(1);
    Job later = job();
    queue.submit(later);
    queue.callerLeft();
    pool.remove().run();
    assertThat(job.answered).as("the one that holds a buffer goes on first").isTrue();
    runPool();
    assertThat(later.answered).isTrue();
  }

  @Test
  void part_tookAWhile_itsThreadRestsAsLong() {
    Job job = job();
    job.work = () -> time.pass(10);
    queue.submit(job);
    runPool();
    assertThat(job.ran).isEqualTo(1);
    time.pass(9);
    assertThat(pool).isEmpty();
    time.pass(1);
    runPool();
    assertThat(job.answered).isTrue();
  }

  @Test
  void submit_oneRunning_theNextWaitsForItsThread() {
    queue.submit(job());
    queue.submit(job());
    assertThat(pool).hasSize(1);
    assertThat(queue.length()).isEqualTo(1);
  }

  @Test
  void submit_full_theNewestIsRefused() {
    queue.callerEntered();
    Job first = job();
    queue.submit(first);
    queue.submit(job());
    Job third = job();
    queue.submit(third);
    assertThat(third.dropped).isEqualTo(Dropped.FULL);
    assertThat(first.isOver()).isFalse();
  }

  @Test
  void submit_fullOfCancelled_takesTheirPlace() {
    queue.callerEntered();
    Job cancelled = job();
    queue.submit(cancelled);
    queue.submit(job());
    cancelled.cancelled = true;
    Job third = job();
    queue.submit(third);
    assertThat(cancelled.dropped).isEqualTo(Dropped.OBSOLETE);
    assertThat(third.isOver()).isFalse();
  }

  @Test
  void deadline_passedWhileCallersStay_isDroppedInTime() {
    queue.callerEntered();
    Job later = new Job(time.now() + 1_000, 2);
    Job sooner = new Job(time.now() + 10, 2);
    queue.submit(later);
    queue.submit(sooner);
    time.pass(9);
    assertThat(sooner.isOver()).isFalse();
    time.pass(1);
    assertThat(sooner.dropped).isEqualTo(Dropped.OBSOLETE);
    assertThat(later.isOver()).isFalse();
    time.pass(990);
    assertThat(later.dropped).isEqualTo(Dropped.OBSOLETE);
    assertThat(time.pending()).isZero();
  }

  @Test
  void close_waitingAndBetweenParts_areDropped() {
    Job halfway = job();
    Job waiting = job();
    queue.submit(halfway);
    queue.submit(waiting);
    queue.close();
    assertThat(waiting.dropped).isEqualTo(Dropped.CLOSED);
    runPool();
    assertThat(halfway.ran).isEqualTo(1);
    assertThat(halfway.dropped).isEqualTo(Dropped.CLOSED);
    Job late = job();
    queue.submit(late);
    assertThat(late.dropped).isEqualTo(Dropped.CLOSED);
  }

  @Test
  void queue_impossible_refuses() {
    assertThatThrownBy(() -> new BackgroundQueue(0, 1, pool::add, time, time::now))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BackgroundQueue(1, 0, pool::add, time, time::now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void queue_anyStory_keepsItsPromises() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        new Story(seed).tell();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  /** Random callers, jobs, cancellations, slow threads, a close: the same for a seed each time. */
  private static final class Story {
    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final List<Runnable> pool = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private final int places;
    private final int threads;
    private final BackgroundQueue queue;
    private int callers;

    Story(long seed) {
      random = new SplittableRandom(seed);
      places = 1 + random.nextInt(4);
      threads = 1 + random.nextInt(3);
      queue = new BackgroundQueue(places, threads, this::start, time, time::now);
    }

    private void start(Runnable part) {
      assertThat(callers).as("callers while a part starts").isZero();
      pool.add(part);
      assertThat(pool).hasSizeLessThanOrEqualTo(threads);
    }

    void tell() {
      int closing = random.nextInt(2 * STEPS);
      for (int step = 0; step < STEPS; step++) {
        if (step == closing) {
          queue.close();
        }
        step();
        assertThat(queue.length()).isLessThanOrEqualTo(places + threads);
      }
      while (callers > 0) {
        callers--;
        queue.callerLeft();
      }
      while (!pool.isEmpty()) {
        endOne();
      }
      assertThat(jobs).allMatch(Job::isOver);
      assertThat(queue.length()).isZero();
      time.pass(1_000);
      assertThat(time.pending()).isZero();
    }

    private void step() {
      switch (random.nextInt(6)) {
        case 0 -> {
          callers++;
          queue.callerEntered();
        }
        case 1 -> {
          if (callers > 0) {
            callers--;
            queue.callerLeft();
          }
        }
        case 2, 3 -> {
          Job job = new Job(time.now() + random.nextInt(200), 1 + random.nextInt(2));
          jobs.add(job);
          queue.submit(job);
        }
        case 4 -> {
          if (!pool.isEmpty()) {
            endOne();
          }
        }
        default -> {
          time.pass(random.nextInt(30));
          if (!jobs.isEmpty() && random.nextInt(4) == 0) {
            jobs.get(random.nextInt(jobs.size())).cancelled = true;
          }
        }
      }
    }

    private void endOne() {
      pool.remove(random.nextInt(pool.size())).run();
    }
  }
}
