package dev.serin.gateway.rollout.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.fleet.FleetStore;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Plans;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One controller on a clock, a store and traffic that the test makes. */
final class RolloutControllerTest {
  private final MemoryStore store = new MemoryStore();
  private FakeExperiments experiments = new FakeExperiments();
  private DirectLoop loop = new DirectLoop();
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-11-23T16:00:00Z");
  private Catalog catalog = catalog("1", State.READY);
  private int made;
  private RolloutController controller;

  @BeforeEach
  void start() {
    controller = controller();
    assertThat(controller.start(Duration.ofSeconds(1), Duration.ofSeconds(1)).succeeded()).isTrue();
  }

  @Test
  void tick_enoughTimeAndRequests_stepsThenPromotes() {
    String id = begin();
    seconds(9, 10);
    assertThat(weight(id)).isEqualTo(100);
    seconds(1, 10);
    assertThat(weight(id)).isEqualTo(5000);
    seconds(10, 10);
    assertThat(experiments.calls)
        .containsExactly("open " + id + " 100", "weight 5000", "stable pets 2", "close");
    assertThat(controller.running(id)).isEmpty();
    assertThat(controller.stable("pets")).isEqualTo("2");
    assertThat(controller.replay(id).result().json().encode())
        .contains("\"same\":true")
        .contains("promoted");
    assertThat(controller.find(id).result().rollout().evidence().canaryRequests()).isEqualTo(200);
  }

  @Test
  void tick_tooFewRequests_holdsAndGoesOnWhenTheyCome() {
    String id = begin();
    seconds(12, 0);
    assertThat(phase(id)).isEqualTo(Phase.HOLDING);
    assertThat(weight(id)).isEqualTo(100);
    seconds(1, 5);
    assertThat(phase(id)).isEqualTo(Phase.PROGRESSING);
    assertThat(weight(id)).isEqualTo(5000);
  }

  @Test
  void tick_nothingSeenNothingChanged_nothingWritten() {
    String id = begin();
    seconds(5, 0);
    assertThat(store.entries(id, 0, 100).result()).isEmpty();
    seconds(1, 1);
    assertThat(store.entries(id, 0, 100).result()).hasSize(1);
  }

  @Test
  void tick_candidateGone_abortsAndPurges() {
    String id = begin();
    catalog = catalog("1", State.FAILED);
    seconds(1, 1);
    assertThat(experiments.calls)
        .containsExactly("open " + id + " 100", "weight 0", "close", "purge pets 2");
    assertThat(controller.find(id).result().rollout().state().reason())
        .isEqualTo("version 2 cannot answer any more");
  }

  @Test
  void tick_catalogNotComplete_waits() {
    String id = begin();
    catalog = Catalog.EMPTY;
    seconds(30, 1);
    assertThat(phase(id)).isEqualTo(Phase.PROGRESSING);
    assertThat(store.entries(id, 0, 100).result()).isEmpty();
    catalog = catalog("1", State.READY);
    seconds(1, 1);
    assertThat(weight(id)).isEqualTo(5000);
    assertThat(controller.running(id).orElseThrow().rollout().evidence().canaryRequests())
        .isEqualTo(31);
  }

  @Test
  void tick_operatorNamesAnotherStable_abortsAndSaysWho() {
    String id = begin();
    catalog = catalog("3", State.READY);
    seconds(1, 1);
    List<Event> events = controller.events(id, 0).result();
    assertThat(events.get(1).actor()).isEqualTo("model.yaml");
    assertThat(events.get(1).body()).contains("\"to\":\"aborted\"");
  }

  @Test
  void command_pauseAndResume_theClockStops() {
    String id = begin();
    seconds(4, 2);
    command(id, Command.PAUSE);
    seconds(60, 2);
    assertThat(phase(id)).isEqualTo(Phase.PAUSED);
    assertThat(weight(id)).isEqualTo(100);
    command(id, Command.RESUME);
    seconds(5, 2);
    assertThat(weight(id)).isEqualTo(100);
    seconds(1, 2);
    assertThat(weight(id)).isEqualTo(5000);
    assertThat(controller.events(id, 0).result())
        .extracting(Event::actor)
        .containsExactly("anna", "bob", "bob", "serin");
  }

  @Test
  void command_abortTwice_oneEvent() {
    String id = begin();
    command(id, Command.ABORT);
    command(id, Command.ABORT);
    assertThat(controller.events(id, 0).result()).hasSize(2);
    assertThat(problem(controller.order(id, new Order(Command.PROMOTE, "bob"))))
        .isEqualTo(ProblemCode.ILLEGAL_COMMAND);
    assertThat(problem(controller.order("nope", new Order(Command.ABORT, "bob"))))
        .isEqualTo(ProblemCode.NO_ROLLOUT);
  }

  @Test
  void command_abortAfterPromotion_formerVersionIsBack() {
    String id = begin();
    command(id, Command.PROMOTE);
    assertThat(controller.stable("pets")).isEqualTo("2");
    command(id, Command.ABORT);
    assertThat(controller.stable("pets")).isEqualTo("1");
    assertThat(experiments.calls)
        .endsWith("stable pets 2", "close", "stable pets -", "purge pets 2");
    assertThat(controller.replay(id).result().same()).isTrue();
  }

  @Test
  void tick_labelWithoutItsPairAtThePromotion_accuracyIsWaitedFor() {
    String id = ok(controller.begin(Plans.required(), "anna")).id();
    seconds(10, 200);
    store.labels.add(new Label("ab".repeat(32), "cat", "p1"));
    assertThat(problem(controller.order(id, new Order(Command.PROMOTE, "bob"))))
        .isEqualTo(ProblemCode.UNPROVEN);
    seconds(11, 200);
    assertThat(phase(id)).isEqualTo(Phase.HOLDING);
    assertThat(controller.running(id).orElseThrow().rollout().state().reason())
        .isEqualTo("not proven harmless yet: accuracy");
    assertThat(problem(controller.order(id, new Order(Command.PROMOTE, "bob"))))
        .isEqualTo(ProblemCode.UNPROVEN);
    assertThat(ok(controller.order(id, new Order(Command.PROMOTE, "bob", "demo"))).rollout())
        .satisfies(
            rollout -> assertThat(rollout.state().reason()).endsWith("not proven harmless: demo"));
    assertThat(registry.get("serin.rollouts.forced").counter().count()).isEqualTo(1);
    assertThat(controller.replay(id).result().same()).isTrue();
  }

  @Test
  void tick_noLabelAtAll_promotedWithoutAccuracy() {
    String id = ok(controller.begin(Plans.required(), "anna")).id();
    seconds(22, 200);
    assertThat(controller.find(id).result().rollout().state().phase()).isEqualTo(Phase.PROMOTED);
  }

  @Test
  void replay_rolloutMovesMeanwhile_sameAllTheSame() {
    String id = begin();
    store.afterEntries = () -> command(id, Command.PAUSE);
    assertThat(controller.replay(id).result().same()).isTrue();
    assertThat(controller.replay(id).result().events()).isEqualTo(2);
  }

  @Test
  void command_abortOfAnOlderPromotion_refused() {
    String first = begin();
    command(first, Command.PROMOTE);
    catalog = catalog("1", State.READY);
    now = now.plusSeconds(1);
    RolloutPlan back = Plans.twoSteps();
    RolloutPlan plan =
        new RolloutPlan("pets", "1", "2", 0, back.steps(), back.guards(), back.onInconclusive());
    String second = ok(controller.begin(plan, "anna")).id();
    command(second, Command.PROMOTE);
    assertThat(problem(controller.order(first, new Order(Command.ABORT, "bob"))))
        .isEqualTo(ProblemCode.ILLEGAL_COMMAND);
    assertThat(controller.stable("pets")).isEqualTo("1");
  }

  @Test
  void command_abortBesideAWaitingPromote_abortWins() {
    String id = begin();
    store.holding = true;
    Future<Journaled> pause = controller.order(id, new Order(Command.PAUSE, "anna"));
    Future<Journaled> promote = controller.order(id, new Order(Command.PROMOTE, "bob"));
    Future<Journaled> abort = controller.order(id, new Order(Command.ABORT, "eve"));
    assertThat(pause.isComplete()).isFalse();
    store.holding = false;
    Objects.requireNonNull(store.held.poll()).run();
    assertThat(pause.succeeded()).isTrue();
    assertThat(abort.succeeded()).isTrue();
    assertThat(problem(promote)).isEqualTo(ProblemCode.ILLEGAL_COMMAND);
    assertThat(experiments.calls).doesNotContain("stable pets 2");
  }

  @Test
  void command_whileALookIsInFlight_waitsForIt() {
    String id = begin();
    store.holding = true;
    experiments.see(10, 100);
    now = now.plusSeconds(10);
    loop.tick();
    Future<Journaled> pause = controller.order(id, new Order(Command.PAUSE, "anna"));
    assertThat(weight(id)).isEqualTo(100);
    assertThat(pause.isComplete()).isFalse();
    store.holding = false;
    Objects.requireNonNull(store.held.poll()).run();
    assertThat(weight(id)).isEqualTo(5000);
    assertThat(ok(pause).rollout().state().step()).isEqualTo(1);
    assertThat(phase(id)).isEqualTo(Phase.PAUSED);
  }

  @Test
  void begin_whileOneRuns_refused() {
    String id = begin();
    Future<Journaled> second = controller.begin(Plans.twoSteps(), "bob");
    assertThat(problem(second)).isEqualTo(ProblemCode.ROLLOUT_RUNNING);
    assertThat(second.cause()).hasMessageContaining(id);
    command(id, Command.ABORT);
    assertThat(controller.begin(Plans.twoSteps(), "bob").succeeded()).isTrue();
  }

  @Test
  void begin_candidateNotReadyOrOtherStable_refused() {
    catalog = catalog("1", State.LOADING);
    assertThat(problem(controller.begin(Plans.twoSteps(), "bob"))).isEqualTo(ProblemCode.BAD_PLAN);
    catalog = catalog("3", State.READY);
    assertThat(problem(controller.begin(Plans.twoSteps(), "bob"))).isEqualTo(ProblemCode.BAD_PLAN);
    assertThat(store.list(10).result()).isEmpty();
  }

  @Test
  void storageDown_holdsSaysSoAndLosesNothing() {
    String id = begin();
    seconds(5, 2);
    store.failing = true;
    seconds(20, 2);
    assertThat(weight(id)).isEqualTo(100);
    assertThat(controller.storage()).isEqualTo("down");
    assertThat(registry.get("serin.rollout.storage.up").gauge().value()).isZero();
    assertThat(problem(controller.order(id, new Order(Command.PROMOTE, "bob"))))
        .isEqualTo(ProblemCode.STORAGE_DOWN);
    assertThat(problem(controller.begin(Plans.twoSteps(), "bob")))
        .isEqualTo(ProblemCode.STORAGE_DOWN);
    assertThat(controller.list().result()).hasSize(1);
    store.failing = false;
    seconds(1, 2);
    assertThat(controller.storage()).isEqualTo("ok");
    assertThat(weight(id)).isEqualTo(5000);
    assertThat(controller.find(id).result().rollout().evidence().canaryRequests()).isEqualTo(52);
    assertThat(controller.replay(id).result().same()).isTrue();
  }

  @Test
  void storageDown_failedCommandOnly_nextQuietTickIsOkAgain() {
    String id = begin();
    store.failing = true;
    assertThat(problem(controller.order(id, new Order(Command.ABORT, "bob"))))
        .isEqualTo(ProblemCode.STORAGE_DOWN);
    loop.tick();
    assertThat(controller.storage()).isEqualTo("down");
    store.failing = false;
    loop.tick();
    assertThat(controller.storage()).isEqualTo("ok");
    assertThat(weight(id)).isEqualTo(100);
  }

  @Test
  void restart_inTheMiddle_sameWeightsAndCounts() {
    String id = begin();
    seconds(10, 3);
    experiments.see(new LabelledPair("aa", "cat", true, true));
    seconds(4, 3);
    store.labels.add(new Label("aa", "cat", "p1"));
    store.labels.add(new Label("bb", "dog", "p2"));
    String state = controller.running(id).orElseThrow().row().state();
    restart();
    assertThat(experiments.calls).containsExactly("open " + id + " 5000", "label bb dog");
    assertThat(experiments.before).hasSize(14);
    assertThat(controller.running(id).orElseThrow().row().state()).isEqualTo(state);
    assertThat(controller.running(id).orElseThrow().rollout().evidence().canaryRequests())
        .isEqualTo(42);
    seconds(6, 3);
    assertThat(experiments.calls).endsWith("stable pets 2", "close");
    assertThat(controller.replay(id).result().same()).isTrue();
  }

  @Test
  void restart_afterPromotion_stableUntilTheFileChanges() {
    command(begin(), Command.PROMOTE);
    catalog = Catalog.EMPTY;
    restart();
    assertThat(experiments.calls).containsExactly("stable pets 2");
    catalog = catalog("1", State.READY);
    loop.tick();
    assertThat(experiments.calls).containsExactly("stable pets 2");
    assertThat(controller.stable("pets")).isEqualTo("2");
    catalog = catalog("3", State.READY);
    loop.tick();
    assertThat(experiments.calls).containsExactly("stable pets 2", "stable pets -");
    assertThat(controller.stable("pets")).isEqualTo("3");
  }

  @Test
  void restart_storageDown_goesOnOnceItIsBack() {
    String id = begin();
    store.failing = true;
    restart();
    assertThat(experiments.calls).isEmpty();
    assertThat(problem(controller.order(id, new Order(Command.PROMOTE, "bob"))))
        .isEqualTo(ProblemCode.STORAGE_DOWN);
    loop.tick();
    store.failing = false;
    loop.tick();
    assertThat(experiments.calls).containsExactly("open " + id + " 100");
    assertThat(controller.storage()).isEqualTo("ok");
  }

  @Test
  void restart_journalLeadsElsewhere_suspendedAtTheJournaledWeight() {
    String id = begin();
    seconds(9, 10);
    Entry last = store.entries(id, 8, 1).result().get(0);
    store.tamper(id, new Entry(9, last.at().plusSeconds(5), last.body()));
    restart();
    assertThat(weight(id)).isEqualTo(100);
    assertThat(phase(id)).isEqualTo(Phase.PAUSED);
    seconds(60, 10);
    assertThat(weight(id)).isEqualTo(100);
    assertThat(controller.find(id).result().rollout().state().reason())
        .isEqualTo(
            "was left progressing in step 1, but its journal leads to progressing in step 2: a person has to decide");
    assertThat(controller.replay(id).result().same()).isFalse();
    restart();
    assertThat(experiments.calls).containsExactly("open " + id + " 100");
    assertThat(store.events(id, 0, 10).result()).hasSize(2);
    command(id, Command.ABORT);
    assertThat(controller.running(id)).isEmpty();
  }

  @Test
  void restart_unreadableRow_isLeftAloneAndOthersGoOn() {
    String id = begin();
    Row row = store.find(id).result().orElseThrow();
    store.tamper(new Row("bad", "dogs", "{", row.started(), row.phase(), row.state(), row.ended()));
    restart();
    assertThat(experiments.calls).containsExactly("open " + id + " 100");
    loop.tick();
    assertThat(controller.running("bad")).isEmpty();
  }

  @Test
  void meters_ofARunningRollout_goWithIt() {
    String id = begin();
    assertThat(registry.get("serin.rollout.weight").tag("model", "pets").gauge().value())
        .isEqualTo(0.01);
    assertThat(registry.get("serin.rollout.phase").tag("phase", "progressing").gauge().value())
        .isEqualTo(1);
    assertThat(registry.get("serin.rollout.evidence").tag("signal", "accuracy").gauges())
        .hasSize(2);
    command(id, Command.ABORT);
    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .containsOnly(
            "serin.rollout.owner",
            "serin.rollout.storage.up",
            "serin.rollout.storage.failures",
            "serin.rollouts.ended",
            "serin.rollouts.forced");
    assertThat(ended("aborted")).isEqualTo(1);
    assertThat(ended("promoted")).isZero();
  }

  @Test
  void meters_abortAfterPromotion_countsAsBoth() {
    String id = begin();
    command(id, Command.PROMOTE);
    command(id, Command.ABORT);
    assertThat(ended("aborted")).isEqualTo(1);
    assertThat(ended("promoted")).isEqualTo(1);
  }

  private double ended(String phase) {
    return registry.get("serin.rollouts.ended").tag("phase", phase).counter().count();
  }

  @Test
  void watch_events_toldOnceWrittenAndNotAfterTheEnd() {
    String id = begin();
    List<Long> told = new ArrayList<>();
    Runnable end = controller.watch(id, event -> told.add(event.seq()));
    command(id, Command.PAUSE);
    store.failing = true;
    assertThat(controller.order(id, new Order(Command.RESUME, "bob")).failed()).isTrue();
    store.failing = false;
    command(id, Command.RESUME);
    end.run();
    command(id, Command.ABORT);
    assertThat(told).containsExactly(2L, 3L);
  }

  private RolloutController controller() {
    return new RolloutController(
        store,
        experiments,
        () -> catalog,
        () -> now,
        () -> "%08x".formatted(made++),
        new Fleet(FleetStore.ALONE, Duration.ofSeconds(3), -1),
        loop,
        registry);
  }

  /** As after {@code kill -9}: nothing of the old process is left but the store. */
  private void restart() {
    loop = new DirectLoop();
    experiments = new FakeExperiments();
    registry = new SimpleMeterRegistry();
    start();
  }

  private String begin() {
    return ok(controller.begin(Plans.twoSteps(), "anna")).id();
  }

  private void command(String id, Command command) {
    assertThat(ok(controller.order(id, new Order(command, "bob"))).id()).isEqualTo(id);
  }

  /** Seconds pass, with a number of canary requests in each. */
  private void seconds(int number, int requests) {
    for (int i = 0; i < number; i++) {
      now = now.plusSeconds(1);
      experiments.see(requests, requests * 10L);
      loop.tick();
    }
  }

  private int weight(String id) {
    return experiments.weight(id);
  }

  private Phase phase(String id) {
    return controller.running(id).orElseThrow().rollout().state().phase();
  }

  private static Journaled ok(Future<Journaled> future) {
    assertThat(future.failed()).as("%s", future.cause()).isFalse();
    return future.result();
  }

  private static ProblemCode problem(Future<?> future) {
    assertThat(future.cause()).isInstanceOf(ProblemException.class);
    return ((ProblemException) future.cause()).problem().code();
  }

  static Catalog catalog(String stable, State candidate) {
    return new Catalog(
        true,
        List.of(
            new ModelInfo(
                "pets",
                stable,
                List.of(
                    version("1", State.READY),
                    version("2", candidate),
                    version("3", State.READY)))));
  }

  private static VersionInfo version(String name, State state) {
    return new VersionInfo(name, state, null, "ab".repeat(32), List.of("cat", "dog"), null);
  }
}
