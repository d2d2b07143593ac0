package dev.serin.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PermitsTest {
  @Test
  void tryAcquire_allOut_nothing() {
    Permits permits = new Permits(1);
    assertThat(permits.tryAcquire()).isPresent();
    assertThat(permits.tryAcquire()).isEmpty();
  }

  @Test
  void close_twice_givesBackOnce() {
    Permits permits = new Permits(2);
    Permit first = permits.tryAcquire().orElseThrow();
    Permit second = permits.tryAcquire().orElseThrow();
    first.close();
    first.close();
    assertThat(permits.inUse()).isEqualTo(1);
    second.close();
    assertThat(permits.inUse()).isZero();
  }

  @Test
  void tryGrow_overTheLimit_takesNothing() {
    Permits permits = new Permits(100);
    Permit permit = permits.empty();
    assertThat(permit.tryGrow(60)).isTrue();
    assertThat(permit.tryGrow(41)).isFalse();
    assertThat(permits.inUse()).isEqualTo(60);
    permit.close();
    assertThat(permit.tryGrow(1)).isFalse();
    assertThat(permits.inUse()).isZero();
  }

  @Test
  void tryAcquire_manyThreads_neverOverTheLimitAndAllComeBack() throws Exception {
    Permits permits = new Permits(3);
    AtomicLong out = new AtomicLong();
    AtomicLong most = new AtomicLong();
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      done.add(
          threads.submit(
              () -> {
                start.await();
                for (int i = 0; i < 20_000; i++) {
                  Optional<Permit> permit = permits.tryAcquire();
                  if (permit.isPresent()) {
                    most.accumulateAndGet(out.incrementAndGet(), Math::max);
                    out.decrementAndGet();
                    permit.get().close();
                  }
                }
                return null;
              }));
    }
    start.countDown();
    for (Future<?> future : done) {
      future.get();
    }
    threads.shutdown();
    assertThat(most.get()).isBetween(1L, 3L);
    assertThat(permits.inUse()).isZero();
  }
}
