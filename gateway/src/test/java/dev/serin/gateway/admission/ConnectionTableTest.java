package dev.serin.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.admission.TrackedConnection.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class ConnectionTableTest {
  private static final ClientAddress FLOOD = new ClientAddress(4, 1);
  private static final ClientAddress OTHER = new ClientAddress(4, 2);

  private final List<State> displaced = new ArrayList<>();

  private static ConnectionTable table(int limit) {
    return new ConnectionTable(new Permits(limit));
  }

  private TrackedConnection open(ConnectionTable table, ClientAddress from) {
    return table.open(from, displaced::add).orElseThrow();
  }

  @Test
  void open_full_displacesTheOldestOfWhoHoldsMost() {
    ConnectionTable table = table(4);
    TrackedConnection others = open(table, OTHER);
    TrackedConnection first = open(table, FLOOD);
    TrackedConnection second = open(table, FLOOD);
    open(table, FLOOD);
    open(table, new ClientAddress(4, 3));
    assertThat(first.busy()).as("the oldest of the flood").isFalse();
    assertThat(second.busy()).isTrue();
    assertThat(others.busy()).isTrue();
    assertThat(displaced).containsExactly(State.HALF_SENT);
  }

  @Test
  void open_full_neverDisplacesABusyOne() {
    ConnectionTable table = table(3);
    List<TrackedConnection> flood = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      flood.add(open(table, FLOOD));
      assertThat(flood.get(i).busy()).isTrue();
    }
    assertThat(table.open(OTHER, displaced::add)).isEmpty();
    flood.get(1).idle();
    open(table, OTHER);
    assertThat(displaced).containsExactly(State.IDLE);
    assertThat(flood.get(1).busy()).isFalse();
    assertThat(flood.get(0).busy()).isTrue();
  }

  @Test
  void open_byTheFlood_displacesItsOwnOnly() {
    ConnectionTable table = table(4);
    TrackedConnection others = open(table, OTHER);
    others.busy();
    others.idle();
    for (int i = 0; i < 3; i++) {
      open(table, FLOOD).busy();
    }
    assertThat(table.open(FLOOD, displaced::add)).as("all of its own are busy").isEmpty();
    assertThat(others.busy()).isTrue();
  }

  @Test
  void open_fullOfManyAddresses_aNewOneGetsIn() {
    ConnectionTable table = table(100);
    for (int i = 0; i < 1000; i++) {
      open(table, new ClientAddress(6, i));
    }
    assertThat(displaced).hasSize(900);
  }

  @Test
  void closed_anyNumberOfTimes_givesItsPlaceBackOnce() {
    Permits places = new Permits(2);
    ConnectionTable table = new ConnectionTable(places);
    TrackedConnection first = open(table, OTHER);
    first.closed();
    first.closed();
    assertThat(places.inUse()).isZero();
    TrackedConnection displacedOne = open(table, FLOOD);
    open(table, FLOOD);
    open(table, OTHER);
    displacedOne.closed();
    assertThat(places.inUse()).isEqualTo(2);
  }

  /** Compared with a table that looks at everything. */
  @Test
  void open_anyOrder_asASlowTableWould() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    int limit = 50;
    Permits places = new Permits(limit);
    ConnectionTable table = new ConnectionTable(places);
    Map<TrackedConnection, State> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      List<TrackedConnection> all = List.copyOf(model.keySet());
      if (all.isEmpty() || random.nextInt(3) == 0) {
        newcomer(table, model, new ClientAddress(4, random.nextInt(1, 8)), limit);
      } else {
        TrackedConnection one = all.get(random.nextInt(all.size()));
        switch (random.nextInt(8)) {
          case 0 -> {
            one.closed();
            model.remove(one);
          }
          case 1, 2, 3 -> {
            one.idle();
            model.put(one, State.IDLE);
          }
          default -> {
            assertThat(one.busy()).isTrue();
            model.put(one, State.BUSY);
          }
        }
      }
      assertThat(places.inUse()).isEqualTo(model.size());
    }
  }

  private static void newcomer(
      ConnectionTable table, Map<TrackedConnection, State> model, ClientAddress from, int limit) {
    Map<ClientAddress, Integer> held = new HashMap<>();
    model.keySet().forEach(one -> held.merge(one.address(), 1, Integer::sum));
    int most =
        model.entrySet().stream()
            .filter(one -> one.getValue() != State.BUSY)
            .mapToInt(one -> held.get(one.getKey().address()))
            .max()
            .orElse(0);
    boolean full = model.size() == limit;
    List<State> told = new ArrayList<>();
    Optional<TrackedConnection> opened = table.open(from, told::add);
    assertThat(opened.isPresent())
        .isEqualTo(!full || (most > 0 && most >= held.getOrDefault(from, 0)));
    if (opened.isPresent() && full) {
      TrackedConnection gone =
          model.keySet().stream()
              .filter(one -> !one.isWaiting() && model.get(one) != State.BUSY)
              .findFirst()
              .orElseThrow();
      assertThat(held.get(gone.address())).isEqualTo(most);
      model.remove(gone);
    }
    opened.ifPresent(one -> model.put(one, State.HALF_SENT));
  }

  /** A flood of 4,000 on two threads, and honest clients on two others. */
  @Test
  void open_underAFloodOfThousands_othersGetInAndNothingIsLost() throws InterruptedException {
    int limit = 4096;
    Permits places = new Permits(limit);
    ConnectionTable table = new ConnectionTable(places);
    Set<TrackedConnection> open = ConcurrentHashMap.newKeySet();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < limit; i++) {
      open.add(table.open(FLOOD, state -> {}).orElseThrow());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean honest = i % 2 == 0;
      ClientAddress from = honest ? new ClientAddress(4, 10 + i) : FLOOD;
      threads.add(
          new Thread(
              () -> {
                for (int n = 0; n < 20_000; n++) {
                  Optional<TrackedConnection> one = table.open(from, state -> {});
                  if (honest) {
                    serve(one, wrong);
                  } else {
                    one.ifPresent(open::add);
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
    assertThat(places.inUse()).isLessThanOrEqualTo(limit);
    open.forEach(TrackedConnection::closed);
    assertThat(places.inUse()).isZero();
  }

  private static void serve(
      Optional<TrackedConnection> connection, ConcurrentLinkedQueue<String> wrong) {
    if (connection.isEmpty()) {
      wrong.add("refused");
      return;
    }
    if (!connection.get().busy()) {
      wrong.add("displaced");
    }
    connection.get().idle();
    connection.get().closed();
  }
}
