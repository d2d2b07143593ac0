package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class PrefetchTest {
  private static final String NAME = "test-prefetch";

  @Test
  void next_allElements_comeInOrderFromAnotherThread() {
    List<String> makers = new ArrayList<>();
    Iterator<Integer> source =
        IntStream.range(0, 500).peek(i -> makers.add(Thread.currentThread().getName())).iterator();
    List<Integer> read = new ArrayList<>();

    try (Prefetch<Integer> prefetch = new Prefetch<>(source, NAME)) {
      prefetch.forEachRemaining(read::add);
      assertThat(prefetch.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(prefetch::next);
    }

    assertThat(read).isEqualTo(IntStream.range(0, 500).boxed().toList());
    assertThat(makers).hasSize(500).containsOnly(NAME);
  }

  @Test
  void next_nobodyReads_onlyAFewAreMade() throws InterruptedException {
    AtomicInteger made = new AtomicInteger();
    Semaphore third = new Semaphore(0);
    Iterator<Integer> source =
        IntStream.range(0, 500)
            .peek(
                i -> {
                  if (made.incrementAndGet() == 3) {
                    third.release();
                  }
                })
            .iterator();

    try (Prefetch<Integer> prefetch = new Prefetch<>(source, NAME)) {
      assertThat(third.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(prefetch.next()).isZero();
      // Two wait, one is in the making, one was read.
      assertThat(made.get()).isBetween(3, 4);
    }
    assertThat(made.get()).isLessThanOrEqualTo(5);
  }

  @Test
  void next_sourceFails_givesWhatCameBeforeAndThenTheFailureItself() {
    DataException failure = new DataException("image 3 is broken");
    Iterator<Integer> source =
        IntStream.range(0, 10)
            .map(
                i -> {
                  if (i == 3) {
                    throw failure;
                  }
                  return i;
                })
            .iterator();
    List<Integer> read = new ArrayList<>();

    try (Prefetch<Integer> prefetch = new Prefetch<>(source, NAME)) {
      assertThatThrownBy(() -> prefetch.forEachRemaining(read::add)).isSameAs(failure);
      assertThatThrownBy(prefetch::hasNext).isSameAs(failure);
    }
    assertThat(read).containsExactly(0, 1, 2);
  }

  @Test
  void next_sourceRunsOutOfMemory_givesTheError() {
    Iterator<Integer> source =
        IntStream.range(0, 1)
            .map(
                i -> {
                  throw new OutOfMemoryError("test");
                })
            .iterator();

    try (Prefetch<Integer> prefetch = new Prefetch<>(source, NAME)) {
      assertThatThrownBy(prefetch::next).isInstanceOf(OutOfMemoryError.class).hasMessage("test");
    }
  }

  @Test
  void close_inTheMiddle_endsTheThreadThatMadeThem() throws InterruptedException {
    Thread[] maker = new Thread[1];
    CountDownLatch started = new CountDownLatch(1);
    Iterator<Integer> endless =
        IntStream.iterate(0, i -> i + 1)
            .peek(
                i -> {
                  maker[0] = Thread.currentThread();
                  started.countDown();
                })
            .iterator();
    Prefetch<Integer> prefetch = new Prefetch<>(endless, NAME);
    started.await();
    assertThat(maker[0].isDaemon()).isTrue();

    prefetch.close();

    assertThat(maker[0].isAlive()).isFalse();
    assertThat(prefetch.hasNext()).isFalse();
  }

  @Test
  void next_interrupted_saysSoAndStaysInterrupted() {
    CountDownLatch never = new CountDownLatch(1);
    Iterator<Integer> stuck =
        IntStream.range(0, 1)
            .peek(
                i -> {
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                })
            .iterator();
    try (Prefetch<Integer> prefetch = new Prefetch<>(stuck, NAME)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(IllegalStateException.class).isThrownBy(prefetch::next);
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
