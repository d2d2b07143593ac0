package dev.serin.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Bodies that must bring 1,000 bytes a second. */
final class BodiesTest {
  private static final ClientAddress FLOOD = new ClientAddress(4, 1);
  private static final ClientAddress OTHER = new ClientAddress(4, 2);
  private static final long MILLI = 1_000_000;

  private final Permits places = new Permits(4);
  private final Permits memory = new Permits(1000);
  private final List<String> dropped = new ArrayList<>();
  private long now = Long.MAX_VALUE - 5;
  private final Bodies bodies = new Bodies(places, memory, 1000, () -> now);

  private Body begin(ClientAddress from, String name) {
    return bodies.begin(from, () -> dropped.add(name)).orElseThrow();
  }

  @Test
  void begin_full_dropsTheSlowestOfWhoHoldsMost() {
    begin(OTHER, "slow, of another");
    now += 100 * MILLI;
    Body fast = begin(FLOOD, "fast");
    begin(FLOOD, "slow");
    now += 100 * MILLI;
    begin(FLOOD, "newer");
    now += 100 * MILLI;
    fast.received(5000);
    begin(new ClientAddress(4, 3), "newcomer");
    assertThat(dropped).containsExactly("slow");
    begin(OTHER, "second newcomer");
    assertThat(dropped).containsExactly("slow", "newer");
    assertThat(places.inUse()).isEqualTo(4);
    assertThat(bodies.droppedForPlace()).isEqualTo(2);
  }

  @Test
  void begin_fullOfOneAddress_itsOwnSlowestGoes() {
    for (String name : List.of("a", "b", "c", "d")) {
      begin(FLOOD, name);
      now += MILLI;
    }
    begin(FLOOD, "e");
    assertThat(dropped).containsExactly("a");
  }

  @Test
  void begin_allArriveAtAGoodRate_newcomerRefusedAndNoneDropped() {
    List<Body> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(begin(FLOOD, "honest"));
    }
    for (int i = 0; i < 100; i++) {
      all.forEach(body -> body.received(20));
      now += 10 * MILLI;
      assertThat(bodies.begin(OTHER, () -> {})).isEmpty();
    }
    assertThat(dropped).isEmpty();
  }

  @Test
  void received_muchAndThenNothing_slowASecondLater() {
    Body burst = begin(FLOOD, "burst");
    burst.received(1_000_000);
    now += 999 * MILLI;
    assertThat(burst.behindNanos(now)).isNegative();
    now += 2 * MILLI;
    assertThat(burst.behindNanos(now)).isPositive();
  }

  @Test
  void tryGrow_memoryShort_dropsTheSlowestOfWhoHoldsMostBytes() {
    Body few = begin(OTHER, "few bytes");
    assertThat(few.tryGrow(100)).isTrue();
    Body many = begin(FLOOD, "many bytes");
    assertThat(many.tryGrow(800)).isTrue();
    now += 10 * MILLI;
    Body honest = begin(new ClientAddress(4, 3), "honest");
    assertThat(honest.tryGrow(500)).isTrue();
    assertThat(dropped).containsExactly("many bytes");
    assertThat(memory.inUse()).isEqualTo(600);
    assertThat(many.tryGrow(1)).isFalse();
    assertThat(bodies.droppedForMemory()).isEqualTo(1);
    assertThat(honest.tryGrow(500)).isTrue();
    assertThat(dropped).containsExactly("many bytes", "few bytes");
    assertThat(honest.tryGrow(1)).as("no more than there is").isFalse();
  }

  @Test
  void close_bodyIsIn_keepsItsMemoryAndIsNeverDropped() {
    Body in = begin(FLOOD, "in");
    assertThat(in.tryGrow(900)).isTrue();
    in.close();
    in.close();
    assertThat(places.inUse()).isZero();
    now += 1000 * MILLI;
    assertThat(begin(OTHER, "newcomer").tryGrow(200)).isFalse();
    assertThat(dropped).isEmpty();
    in.memory().close();
    assertThat(memory.inUse()).isZero();
  }

  @Test
  void drop_twice_countsOnce() {
    Body body = begin(FLOOD, "once");
    assertThat(body.drop()).isTrue();
    assertThat(body.drop()).isFalse();
    body.close();
    assertThat(places.inUse()).isZero();
    assertThat(dropped).containsExactly("once");
    assertThat(Optional.of(body).map(Body::bytes)).contains(0L);
  }
}
