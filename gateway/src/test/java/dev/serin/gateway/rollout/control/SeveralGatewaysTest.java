package dev.serin.gateway.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.rollout.control.MemoryFleet.Line;
import dev.serin.gateway.rollout.control.MemoryFleet.Written;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.ObservedJson;
import dev.serin.gateway.rollout.journal.Plans;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.VersionInfo.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Controllers that share a journal, on a clock, lines and traffic that the test makes. */
final class SeveralGatewaysTest {
  private static final Instant T0 = Instant.parse("2026-11-23T16:00:00Z");
  private static final List<Line> LINES = List.of(Line.values());
  private static final List<Command> COMMANDS = List.of(Command.values());
  private static final Duration LEASE = Duration.ofSeconds(3);

  private final MemoryFleet journal = new MemoryFleet();
  private int made;

  /** A gateway; a new one is a restart of the process. */
  private final class Gateway {
    final MemoryFleet.Member line;
    final FakeExperiments experiments = new FakeExperiments();
    final DirectLoop loop = new DirectLoop();
    final RolloutController controller;

    Gateway(String name) {
      line = journal.new Member(name + "/" + made++);
      controller =
          new RolloutController(
              line,
              experiments,
              SeveralGatewaysTest::catalog,
              () -> T0.plusMillis(journal.now),
              () -> "%08x".formatted(made++),
              new Fleet(line, LEASE, -1),
              loop,
              new SimpleMeterRegistry());
      controller.start(Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    boolean owns() {
      return controller.owner().owner();
    }
  }

  private final Gateway first = new Gateway("first");
  private final Gateway second = new Gateway("second");

  @Test
  void start_two_theFirstDrives() {
    assertThat(List.of(first.owns(), second.owns())).containsExactly(true, false);
    pass(10_000);
    assertThat(List.of(first.owns(), second.owns())).containsExactly(true, false);
  }

  @Test
  void begin_atTheFollower_isDoneByTheOwnerAndFollowed() {
    String id = begin(second);
    assertThat(first.controller.running(id)).isPresent();
    assertThat(second.controller.running(id)).isEmpty();
    assertThat(second.experiments.weight(id)).isEqualTo(100);
    assertThat(ok(second.controller.find(id)).rollout().state().phase())
        .isEqualTo(Phase.PROGRESSING);
  }

  @Test
  void command_refusedByTheOwner_theFollowersCallerHearsWhy() {
    begin(first);
    pass(1_000);
    Future<Journaled> again = second.controller.begin(Plans.twoSteps(), "bob");
    pass(2_000);
    assertThat(again.failed()).isTrue();
    assertThat(((ProblemException) again.cause()).problem().detail())
        .contains("runs: promote or abort it first");
  }

  @Test
  void promote_atTheFollower_wantsForceAndItsReasonReachesTheOwner() {
    Future<Journaled> begun = second.controller.begin(Plans.required(), "anna");
    pass(2_000);
    String id = ok(begun).id();
    Future<Journaled> plain = second.controller.order(id, new Order(Command.PROMOTE, "bob"));
    pass(2_000);
    assertThat(((ProblemException) plain.cause()).problem().code()).isEqualTo(ProblemCode.UNPROVEN);
    Future<Journaled> forced =
        second.controller.order(id, new Order(Command.PROMOTE, "bob", "demo"));
    pass(2_000);
    assertThat(ok(forced).rollout().state().reason())
        .isEqualTo("promote by bob, forced although errors is not proven harmless: demo");
  }

  @Test
  void command_nobodyDrives_saidSoAndNotDoneLater() {
    String id = begin(first);
    pass(1_000);
    first.line.line = Line.DOWN;
    Future<Journaled> abort = second.controller.order(id, new Order(Command.ABORT, "bob"));
    journal.now += 7_000;
    second.line.line = Line.DOWN;
    second.loop.tick();
    assertThat(abort.failed()).isTrue();
    assertThat(((ProblemException) abort.cause()).problem().detail()).contains("did not answer");
    first.line.line = Line.GOOD;
    second.line.line = Line.GOOD;
    pass(10_000);
    assertThat(phase(first, id)).isNotEqualTo(Phase.ABORTED);
  }

  @Test
  void evidence_ofTheFollower_countsAtTheOwner() {
    String id = begin(first);
    pass(1_000);
    first.experiments.see(3, 4);
    second.experiments.see(10, 20);
    pass(2_000);
    assertThat(ok(first.controller.find(id)).rollout().evidence().canaryRequests()).isEqualTo(13);
    assertThat(ok(second.controller.find(id)).rollout().evidence().canaryRequests()).isEqualTo(13);
    assertThat(journal.untaken()).isZero();
  }

  @Test
  void steps_ofTheOwner_reachTheFollowerAtItsNextPulse() {
    String id = begin(first);
    for (int i = 0; i < 30; i++) {
      second.experiments.see(10, 10);
      pass(1_000);
    }
    assertThat(second.experiments.calls)
        .containsExactly("open " + id + " 100", "weight 5000", "stable pets 2", "close");
    assertThat(second.controller.stable("pets")).isEqualTo("2");
  }

  @Test
  void abort_atTheOwner_theFollowerPurgesToo() {
    String id = begin(first);
    pass(1_000);
    assertThat(first.controller.order(id, new Order(Command.ABORT, "bob")).succeeded()).isTrue();
    pass(1_000);
    assertThat(second.experiments.calls).endsWith("close", "purge pets 2");
  }

  @Test
  void owner_goesInOrder_nextPulseHasAnother() {
    String id = begin(first);
    first.experiments.see(5, 5);
    second.experiments.see(7, 7);
    assertThat(first.controller.close().succeeded()).isTrue();
    second.loop.tick();
    second.loop.tick();
    assertThat(second.owns()).isTrue();
    assertThat(ok(second.controller.find(id)).rollout().evidence().canaryRequests()).isEqualTo(12);
  }

  @Test
  void owner_standsStill_writesNothingWhenItWakes() {
    String id = begin(first);
    first.experiments.see(5, 5);
    journal.now += 4_000;
    second.loop.tick();
    assertThat(second.owns()).isTrue();
    Future<Journaled> late = first.controller.order(id, new Order(Command.PROMOTE, "bob"));
    assertThat(late.failed()).isTrue();
    assertThat(((ProblemException) late.cause()).problem().detail())
        .contains("another gateway drives the rollouts now");
    pass(2_000);
    assertThat(first.owns()).isFalse();
    assertThat(phase(second, id)).isEqualTo(Phase.PROGRESSING);
    assertThat(phase(first, id)).isEqualTo(Phase.PROGRESSING);
  }

  @Test
  void command_keptButUnanswered_doneWhenTheJournalSaysSoAndNothingCountedTwice() {
    String id = begin(first);
    first.experiments.see(3, 3);
    first.line.line = Line.DEAF;
    Future<Journaled> abort = first.controller.order(id, new Order(Command.ABORT, "bob"));
    assertThat(abort.failed()).isTrue();
    assertThat(((ProblemException) abort.cause()).problem().detail()).contains("did not answer");
    pass(2_000);
    assertThat(phase(second, id)).isEqualTo(Phase.ABORTED);
    assertThat(first.experiments.weight(id)).isEqualTo(100);
    first.line.line = Line.GOOD;
    pass(2_000);
    assertThat(first.experiments.calls).endsWith("close", "purge pets 2");
    assertThat(phase(first, id)).isEqualTo(Phase.ABORTED);
  }

  @Test
  void look_keptButUnanswered_countedOnce() {
    String id = begin(first);
    pass(1_000);
    first.experiments.see(3, 3);
    first.line.line = Line.DEAF;
    pass(1_000);
    first.line.line = Line.GOOD;
    first.experiments.see(2, 2);
    pass(2_000);
    assertThat(ok(first.controller.find(id)).rollout().evidence().canaryRequests()).isEqualTo(5);
    assertThat(ok(first.controller.replay(id)).same()).isTrue();
  }

  @Test
  void follower_cutOff_keepsItsWeightsAndSaysSo() {
    String id = begin(first);
    pass(1_000);
    second.line.line = Line.DOWN;
    first.experiments.see(50, 50);
    pass(12_000);
    assertThat(first.experiments.weight(id)).isEqualTo(5_000);
    assertThat(second.experiments.weight(id)).isEqualTo(100);
    assertThat(second.controller.storage()).isEqualTo("down");
    second.line.line = Line.GOOD;
    pass(2_000);
    assertThat(second.experiments.weight(id)).isEqualTo(5_000);
    assertThat(second.controller.storage()).isEqualTo("ok");
  }

  /**
   * Gateways are killed, paused, cut off and left without answers as a seed says. Each term has one
   * writer, terms never go back, the journal explains itself, and nothing is counted twice.
   */
  @Test
  void anyTrouble_thousandSeeds_oneOwnerAndNothingTwice() {
    long base = Long.getLong("serin.seed", System.nanoTime());
    System.out.println("several gateways: seed " + base);
    for (int i = 0; i < 1_000; i++) {
      new SeveralGatewaysTest().trouble(new Random(base + i), base + i);
    }
  }

  private void trouble(Random random, long seed) {
    Gateway[] gateways = {first, second, new Gateway("third")};
    boolean[] paused = new boolean[3];
    long seen = 0;
    for (int step = 0; step < 150; step++) {
      int i = random.nextInt(3);
      Gateway gateway = gateways[i];
      int act = random.nextInt(24);
      switch (act) {
        case 0 -> {
          gateways[i] = new Gateway("again");
          paused[i] = false;
        }
        case 1 -> paused[i] = !paused[i];
        case 2 -> gateway.line.line = LINES.get(random.nextInt(3));
        case 3 -> gateway.controller.begin(Plans.twoSteps(), "anna");
        case 4, 5 -> {
          Command command = COMMANDS.get(random.nextInt(random.nextInt(6) == 0 ? 4 : 2));
          newest().ifPresent(id -> gateway.controller.order(id, new Order(command, "bob")));
        }
        case 6, 7, 8, 9 -> {
          if (isOpen(gateway)) {
            int more = 1 + random.nextInt(20);
            gateway.experiments.see(more, more);
            seen += more;
          }
        }
        default -> {
          journal.now += random.nextInt(1_500);
          for (int j = 0; j < 3; j++) {
            if (!paused[j]) {
              gateways[j].loop.tick();
            }
          }
        }
      }
    }
    for (Gateway gateway : gateways) {
      gateway.line.line = Line.GOOD;
    }
    for (int j = 0; j < 20; j++) {
      journal.now += 1_000;
      for (Gateway gateway : gateways) {
        gateway.loop.tick();
      }
    }
    assertSound(gateways, seen, "seed " + seed);
  }

  private boolean isOpen(Gateway gateway) {
    return newest().filter(id -> gateway.experiments.weight(id) >= 0).isPresent();
  }

  private Optional<String> newest() {
    return journal.rows.values().stream()
        .filter(row -> row.ended() == null)
        .map(row -> row.id())
        .findAny();
  }

  private void assertSound(Gateway[] gateways, long seen, String what) {
    Map<Long, String> writers = new HashMap<>();
    long counted = 0;
    for (List<Written> all : journal.each(List::copyOf).values()) {
      long term = 0;
      for (Written one : all) {
        assertThat(one.term()).as(what).isGreaterThanOrEqualTo(term);
        term = one.term();
        assertThat(writers.computeIfAbsent(term, any -> one.writer()))
            .as(what)
            .isEqualTo(one.writer());
        counted += canary(one);
      }
    }
    assertThat(counted).as(what).isLessThanOrEqualTo(seen);
    assertThat(journal.rows.values().stream().filter(row -> row.ended() == null).count())
        .as(what)
        .isLessThanOrEqualTo(1);
    List<Gateway> owners = List.of(gateways).stream().filter(Gateway::owns).toList();
    assertThat(owners).as(what).hasSize(1);
    for (String id : journal.rows.keySet()) {
      assertThat(ok(owners.get(0).controller.replay(id)).same()).as(what + " " + id).isTrue();
      Journaled driven = ok(owners.get(0).controller.find(id));
      for (Gateway gateway : gateways) {
        boolean over = driven.rollout().state().phase().isFinal();
        assertThat(gateway.experiments.weight(id))
            .as(what + " " + id)
            .isEqualTo(over ? -1 : driven.rollout().weight());
        assertThat(phase(gateway, id)).as(what).isEqualTo(driven.rollout().state().phase());
      }
    }
  }

  private static long canary(Written one) {
    return ObservedJson.read(new JsonObject(one.entry().body())).tally().canaryRequests();
  }

  private String begin(Gateway at) {
    Future<Journaled> begun = at.controller.begin(Plans.twoSteps(), "anna");
    pass(2_000);
    return ok(begun).id();
  }

  private void pass(long millis) {
    for (long end = journal.now + millis; journal.now < end; ) {
      journal.now += 500;
      first.loop.tick();
      second.loop.tick();
    }
  }

  private static Phase phase(Gateway gateway, String id) {
    return ok(gateway.controller.find(id)).rollout().state().phase();
  }

  private static <T> T ok(Future<T> future) {
    assertThat(future.succeeded()).as("%s", future.cause()).isTrue();
    return future.result();
  }

  private static Catalog catalog() {
    return RolloutControllerTest.catalog("1", State.READY);
  }
}
