package dev.serin.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

final class DispatcherTest {
  private static final Duration DELAY = Duration.ofNanos(100);

  private final VirtualTime time = new VirtualTime();
  private final Deque<Runnable> lane = new ArrayDeque<>();
  private final List<List<String>> batches = new ArrayList<>();
  private final Dispatcher dispatcher =
      new Dispatcher(List.<Executor>of(lane::add), time, time::now);
  private final BatchQueue<String> queue =
      dispatcher.open(new BatchLimits(4, 2, DELAY), batches::add);

  @Test
  void submit_loneJob_startsAtOnce() {
    reserve(queue).submit("a");
    runLane();
    assertThat(batches).containsExactly(List.of("a"));
    assertThat(time.pending()).isZero();
  }

  @Test
  void submit_anotherOnItsWay_waitsForIt() {
    BatchQueue<String>.Place late = reserve(queue);
    reserve(queue).submit("a");
    assertThat(lane).isEmpty();
    time.pass(DELAY.toNanos() - 1);
    assertThat(lane).isEmpty();
    late.submit("b");
    runLane();
    assertThat(batches).containsExactly(List.of("a", "b"));
  }

  @Test
  void submit_anotherNeverComes_startsAfterTheDelay() {
    BatchQueue<String>.Place never = reserve(queue);
    reserve(queue).submit("a");
    time.pass(DELAY.toNanos());
    runLane();
    assertThat(batches).containsExactly(List.of("a"));
    never.abandon();
    assertThat(queue.length()).isZero();
  }

  @Test
  void abandon_lastExpected_startsTheRestAtOnce() {
    BatchQueue<String>.Place late = reserve(queue);
    reserve(queue).submit("a");
    late.abandon();
    late.abandon();
    runLane();
    assertThat(batches).containsExactly(List.of("a"));
  }

  @Test
  void submit_fullBatch_doesNotWaitForMore() {
    reserve(queue);
    reserve(queue).submit("a");
    reserve(queue).submit("b");
    runLane();
    assertThat(batches).containsExactly(List.of("a", "b"));
  }

  @Test
  void reserve_noPlaceLeft_isEmptyUntilABatchIsTaken() {
    reserve(queue).submit("a");
    List<BatchQueue<String>.Place> places = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      places.add(reserve(queue));
    }
    assertThat(queue.reserve()).isEmpty();
    assertThat(queue.length()).isEqualTo(4);
    places.get(0).abandon();
    assertThat(queue.reserve()).isPresent();
  }

  @Test
  void submit_twice_throwsAndCountsOnce() {
    BatchQueue<String>.Place place = reserve(queue);
    place.submit("a");
    assertThatThrownBy(() -> place.submit("b")).isInstanceOf(IllegalStateException.class);
    runLane();
    assertThat(batches).containsExactly(List.of("a"));
    assertThat(queue.length()).isZero();
  }

  @Test
  void close_jobsOnTheirWay_areStillRun() {
    BatchQueue<String>.Place place = reserve(queue);
    queue.close();
    assertThat(queue.reserve()).isEmpty();
    place.submit("a");
    runLane();
    assertThat(batches).containsExactly(List.of("a"));
    assertThat(dispatcher.openQueues()).isZero();
  }

  @Test
  void run_throwing_freesTheLane() {
    BatchQueue<String> bad =
        dispatcher.open(
            new BatchLimits(4, 2, DELAY),
            batch -> {
              throw new IllegalStateException("bad model");
            });
    reserve(bad).submit("a");
    assertThatThrownBy(this::runLane).hasMessage("bad model");
    reserve(queue).submit("b");
    runLane();
    assertThat(batches).containsExactly(List.of("b"));
  }

  @Test
  void run_severalRipeQueues_longestWaitingFirst() {
    List<String> order = new ArrayList<>();
    BatchQueue<String> one = dispatcher.open(new BatchLimits(9, 1, DELAY), order::addAll);
    BatchQueue<String> two = dispatcher.open(new BatchLimits(9, 1, DELAY), order::addAll);
    reserve(one).submit("runs");
    for (String job : List.of("2a", "1a", "2b", "1b")) {
      time.pass(1);
      reserve(job.startsWith("1") ? one : two).submit(job);
    }
    runLane();
    assertThat(order).containsExactly("runs", "2a", "1a", "2b", "1b");
  }

  @Test
  void run_floodBesideAnother_sharesLaneTimeNotTurns() {
    List<String> order = new ArrayList<>();
    BatchQueue<String> cheap = costing(10, order);
    BatchQueue<String> dear = costing(40, order);
    for (int i = 0; i < 60; i++) {
      reserve(cheap).submit("cheap");
      reserve(dear).submit("dear");
    }
    for (int i = 0; i < 50; i++) {
      lane.remove().run();
    }
    assertThat(order.stream().filter("cheap"::equals).count()).isBetween(39L, 41L);
  }

  @Test
  void run_newcomerAfterALongFlood_isNextAndSavesNothingUp() {
    List<String> order = new ArrayList<>();
    BatchQueue<String> flood = costing(10, order);
    BatchQueue<String> other = costing(10, order);
    for (int i = 0; i < 30; i++) {
      reserve(flood).submit("flood");
    }
    for (int i = 0; i < 20; i++) {
      lane.remove().run();
    }
    order.clear();
    for (int i = 0; i < 5; i++) {
      reserve(other).submit("other");
    }
    for (int i = 0; i < 6; i++) {
      lane.remove().run();
    }
    assertThat(order.subList(0, 2)).contains("other");
    assertThat(order.stream().filter("other"::equals).count()).isBetween(2L, 4L);
  }

  @Test
  void drain_measuredQueue_countsWhatWaitsAndRuns() {
    BatchQueue<String> measured = costing(10, new ArrayList<>());
    assertThat(measured.isIdle()).isTrue();
    reserve(measured).submit("a");
    assertThat(measured.drainNanos()).as("nothing is known").isZero();
    runLane();
    assertThat(measured.jobNanos()).isEqualTo(10);
    assertThat(measured.runNanos()).isEqualTo(10);
    assertThat(measured.isIdle()).isTrue();
    BatchQueue<String>.Place coming = reserve(measured);
    reserve(measured).submit("b");
    reserve(measured).submit("c");
    assertThat(measured.drainNanos()).isEqualTo(30);
    coming.abandon();
    time.pass(4);
    assertThat(measured.drainNanos()).as("one runs").isEqualTo(16);
    runLane();
    assertThat(measured.drainNanos()).isZero();
  }

  @Test
  void drain_floodBesideIt_countsOnlyItsFairPart() {
    BatchQueue<String> flood = costing(10, new ArrayList<>());
    BatchQueue<String> other = costing(10, new ArrayList<>());
    reserve(flood).submit("f");
    reserve(other).submit("o");
    runLane();
    for (int i = 0; i < 51; i++) {
      reserve(flood).submit("f");
    }
    assertThat(flood.drainNanos()).isEqualTo(510);
    assertThat(other.drainNanos()).as("one that runs, and one of each").isEqualTo(20);
    runLane();
  }

  @Test
  void run_jobsDropped_sayNothingOfTheCost() {
    BatchQueue<String> dropping =
        dispatcher.openCounted(
            new BatchLimits(9, 1, DELAY),
            jobs -> {
              boolean wanted = jobs.contains("wanted");
              time.pass(wanted ? 80 : 1);
              return wanted ? 1 : 0;
            });
    for (String job : List.of("wanted", "gone", "gone", "gone")) {
      reserve(dropping).submit(job);
    }
    runLane();
    assertThat(dropping.jobNanos()).isEqualTo(80);
  }

  /** A queue of single jobs, each of which takes so many nanoseconds. */
  private BatchQueue<String> costing(long nanos, List<String> order) {
    return dispatcher.open(
        new BatchLimits(100, 1, DELAY),
        jobs -> {
          order.addAll(jobs);
          time.pass(nanos);
        });
  }

  @Test
  void dispatcher_noLane_refuses() {
    assertThatThrownBy(() -> new Dispatcher(List.of(), time, time::now))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limits_impossible_refuse() {
    assertThatThrownBy(() -> new BatchLimits(0, 1, DELAY)).hasMessageContaining("0, 1");
    assertThatThrownBy(() -> new BatchLimits(1, 0, DELAY)).hasMessageContaining("1, 0");
    assertThatThrownBy(() -> new BatchLimits(1, 1, DELAY.negated())).hasMessageContaining("1, 1");
  }

  private static <J> BatchQueue<J>.Place reserve(BatchQueue<J> queue) {
    return queue.reserve().orElseThrow();
  }

  private void runLane() {
    while (!lane.isEmpty()) {
      lane.remove().run();
    }
  }
}
