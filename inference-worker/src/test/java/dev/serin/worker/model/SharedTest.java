package dev.serin.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class SharedTest {
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void release_noUsers_closesAtOnce() {
    Shared<String> shared = new Shared<>("v", closed::incrementAndGet);
    shared.release();
    assertThat(closed).hasValue(1);
    assertThat(shared.lease()).isEmpty();
  }

  @Test
  void close_lastOfTheUsers_closesOnce() {
    Shared<String> shared = new Shared<>("v", closed::incrementAndGet);
    Lease<String> one = shared.lease().orElseThrow();
    Lease<String> two = shared.lease().orElseThrow();
    one.close();
    one.close();
    shared.release();
    assertThat(closed).hasValue(0);
    two.close();
    two.close();
    assertThat(closed).hasValue(1);
  }

  @Test
  void anyOrder_random_closesOnceAndOnlyAfterTheLast() {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      AtomicInteger closings = new AtomicInteger();
      Shared<String> shared = new Shared<>("v", closings::incrementAndGet);
      List<Lease<String>> leases = new ArrayList<>();
      boolean released = false;
      for (int step = 0; step < 40; step++) {
        boolean over = released && leases.isEmpty();
        assertThat(closings).as("seed %s", seed).hasValue(over ? 1 : 0);
        switch (random.nextInt(3)) {
          case 0 -> {
            Optional<Lease<String>> lease = shared.lease();
            assertThat(lease.isPresent()).as("seed %s", seed).isEqualTo(!over);
            lease.ifPresent(leases::add);
          }
          case 1 -> {
            if (!leases.isEmpty()) {
              leases.remove(random.nextInt(leases.size())).close();
            }
          }
          default -> {
            if (!released && random.nextInt(5) == 0) {
              shared.release();
              released = true;
            }
          }
        }
      }
    }
  }

  @Test
  @Timeout(30)
  void lease_racingWithRelease_isNeverClosedWhileInUse() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      for (int round = 0; round < 100; round++) {
        AtomicInteger open = new AtomicInteger(1);
        Shared<AtomicInteger> shared = new Shared<>(open, open::decrementAndGet);
        CyclicBarrier start = new CyclicBarrier(3);
        Callable<Boolean> user =
            () -> {
              start.await();
              boolean alwaysOpen = true;
              Optional<Lease<AtomicInteger>> lease = shared.lease();
              while (lease.isPresent()) {
                alwaysOpen &= lease.get().value().get() == 1;
                lease.get().close();
                lease = shared.lease();
              }
              return alwaysOpen;
            };
        List<Future<Boolean>> users = List.of(threads.submit(user), threads.submit(user));
        start.await();
        shared.release();
        for (Future<Boolean> result : users) {
          assertThat(result.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(open).hasValue(0);
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
