package dev.serin.gateway.rollout.control;

import static dev.serin.gateway.error.ProblemCode.BAD_PLAN;
import static dev.serin.gateway.error.ProblemCode.ILLEGAL_COMMAND;
import static dev.serin.gateway.error.ProblemCode.ROLLOUT_RUNNING;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.IllegalCommandException;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replay;
import dev.serin.worker.api.Catalog;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives all running rollouts. Moves are made one after the other: look or hear, decide, write
 * down, and only then act; an abort goes before all that waits. Where the journal cannot be
 * written, nothing changes, and what was seen is kept for the next look.
 *
 * <p>All methods may be called from any thread. Futures fail with a {@code ProblemException} that
 * may be shown.
 */
public final class RolloutController {
  private static final Logger log = LoggerFactory.getLogger(RolloutController.class);
  private static final int WAITING_MAX = 256;

  /** Who aborts a rollout whose stable version an operator changed. */
  public static final String MODEL_FILE = "model.yaml";

  private final RolloutStore store;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Loop loop;
  private final StorageHealth health;
  private final Journal journal;
  private final StableVersions stables;
  private final Acts acts;
  private final Keeper keeper;
  private final Looks looks;
  private final Restart restart;
  private final UnpairedLabels unpaired;
  private final Watchers watchers = new Watchers();
  private final MoveQueue queue = new MoveQueue(WAITING_MAX);
  private Runnable timer = () -> {};
  private boolean ticking;

  /**
   * @param ids makes eight hexadecimal digits, for the ids of rollouts
   */
  public RolloutController(
      RolloutStore store,
      Experiments experiments,
      Supplier<Catalog> catalog,
      InstantSource clock,
      Supplier<String> ids,
      Loop loop,
      MeterRegistry registry) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.loop = loop;
    health = new StorageHealth(registry);
    journal = new Journal(store, loop, health);
    stables = new StableVersions(catalog, experiments);
    acts = new Acts(experiments, stables, new RolloutMeters(registry));
    keeper = new Keeper(store, journal, acts, watchers);
    looks = new Looks(experiments, catalog, stables, keeper, loop, this::now);
    restart = new Restart(store, journal, stables, acts, this::now);
    unpaired = new UnpairedLabels(store, journal, experiments);
  }

  /**
   * Goes on with all rollouts that ran before, and looks at them every {@code tick}. Where the
   * journal cannot be read, that is tried again at every tick, and until then nothing runs.
   */
  public Future<Void> start(Duration tick) {
    timer = loop.every(tick, this::tick);
    return submit(() -> queue.last(this::goOn)).otherwiseEmpty();
  }

  /** Looks no more; a move under way is made to its end. Weights stay as they are. */
  public Future<Void> close() {
    timer.run();
    return submit(() -> queue.last(Future::<Void>succeededFuture));
  }

  /** Begins a rollout. */
  public Future<Journaled> begin(RolloutPlan plan, String actor) {
    return submit(() -> queue.last(() -> begun(plan, actor)));
  }

  /** Does what a person says. */
  public Future<Journaled> command(String id, Command command, String actor) {
    Supplier<Future<Journaled>> move = () -> commanded(id, command, actor);
    return submit(() -> command == Command.ABORT ? queue.first(move) : queue.last(move));
  }

  /** The stable version of a model, empty where there is none. */
  public String stable(String model) {
    return stables.of(model);
  }

  /** The rollout if it runs. */
  public Optional<Journaled> running(String id) {
    return Optional.ofNullable(acts.running().get(id));
  }

  /** A rollout, running or not. */
  public Future<Journaled> find(String id) {
    return running(id)
        .map(Future::succeededFuture)
        .orElseGet(() -> journal.row(id).compose(journal::known));
  }

  /** The newest rollouts, newest first; only those that run where the journal cannot be read. */
  public Future<List<Row>> list() {
    return journal
        .rows()
        .otherwise(
            down -> new TreeMap<>(acts.running()).values().stream().map(Journaled::row).toList());
  }

  /** Events of a rollout after {@code after}, in order. */
  public Future<List<Event>> events(String id, long after) {
    return journal.row(id).compose(row -> journal.events(id, after));
  }

  /** Does a rollout again from its journal. */
  public Future<Replay> replay(String id) {
    return journal.compare(id);
  }

  /**
   * Tells {@code watcher} every event of a rollout from now on.
   *
   * @return ends that
   */
  public Runnable watch(String id, Consumer<Event> watcher) {
    return watchers.add(id, watcher);
  }

  /** {@code ok}, or {@code down} while the journal cannot be written. */
  public String storage() {
    return health.shown();
  }

  /** The time as rollouts know it: whole milliseconds, so that every store gives it back. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Does sums on the controller's pool. */
  public <T> Future<T> compute(Callable<T> work) {
    return loop.compute(work);
  }

  private void tick() {
    if (ticking) {
      return;
    }
    ticking = true;
    long failures = health.failures();
    queue
        .last(this::looks)
        .onComplete(
            done -> {
              ticking = false;
              health.passed(failures);
            });
  }

  private Future<Void> goOn() {
    return restart.run().compose(all -> unpaired.look(acts.running().values(), now()));
  }

  private Future<Void> looks() {
    Future<?> probe = health.isDown() ? journal.rows() : Future.succeededFuture();
    return probe
        .compose(up -> goOn())
        .recover(down -> Future.succeededFuture())
        .compose(before -> looks.areBlind() ? Future.succeededFuture() : lookAtAll());
  }

  private Future<Void> lookAtAll() {
    stables.check();
    Future<Void> all = Future.succeededFuture();
    for (Journaled rollout : new TreeMap<>(acts.running()).values()) {
      all = all.compose(before -> look(rollout)).otherwiseEmpty();
    }
    return all;
  }

  private Future<Void> look(Journaled rollout) {
    return looks.isForsaken(rollout.rollout().plan())
        ? said(rollout, Command.ABORT, MODEL_FILE).mapEmpty()
        : looks.look(rollout).mapEmpty();
  }

  private Future<Journaled> begun(RolloutPlan plan, String actor) {
    if (!restart.isDone()) {
      throw StorageHealth.problem();
    }
    if (!stables.of(plan.model()).equals(plan.stable())) {
      throw new Problem(BAD_PLAN, "the stable version changed: try again", true).exception();
    }
    if (!looks.isReady(plan)) {
      String what = "version '" + plan.candidate() + "' of '" + plan.model() + "' is not ready";
      throw new Problem(BAD_PLAN, "candidate: " + what).exception();
    }
    for (Journaled other : acts.running().values()) {
      if (other.rollout().plan().model().equals(plan.model())) {
        throw new Problem(ROLLOUT_RUNNING, other.id() + " runs: promote or abort it first")
            .exception();
      }
    }
    String id = plan.model() + "-" + plan.candidate() + "-" + ids.get();
    Journaled.Move move = Journaled.start(id, plan, actor, now());
    return journal
        .read(store.write(move.write()))
        .map(
            kept -> {
              log.info("Rollout {} begins, by {}", id, actor);
              acts.open(move.next(), List.of());
              return move.next();
            });
  }

  private Future<Journaled> commanded(String id, Command command, String actor) {
    if (!restart.isDone()) {
      throw StorageHealth.problem();
    }
    Journaled now = acts.running().get(id);
    return now != null
        ? said(now, command, actor)
        : journal
            .row(id)
            .compose(journal::known)
            .compose(ended -> journal.rows().compose(rows -> late(rows, ended, command, actor)));
  }

  /** A word on a rollout that is over. */
  private Future<Journaled> late(List<Row> rows, Journaled ended, Command command, String actor) {
    String model = ended.rollout().plan().model();
    boolean newest =
        rows.stream()
            .filter(row -> row.model().equals(model))
            .findFirst()
            .filter(row -> row.id().equals(ended.id()))
            .isPresent();
    if (ended.rollout().state().phase() == Phase.PROMOTED && !newest) {
      throw new Problem(ILLEGAL_COMMAND, "a newer rollout of '" + model + "' has taken its place")
          .exception();
    }
    return said(ended, command, actor);
  }

  private Future<Journaled> said(Journaled rollout, Command command, String actor) {
    Instant now = now();
    return loop.here(loop.compute(() -> rollout.command(command, actor, now)))
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof IllegalCommandException e
                        ? new Problem(ILLEGAL_COMMAND, String.valueOf(e.getMessage())).exception()
                        : cause))
        .compose(move -> move.map(keeper::keep).orElseGet(() -> Future.succeededFuture(rollout)));
  }

  private <T> Future<T> submit(Supplier<Future<T>> move) {
    Promise<T> promise = Promise.promise();
    loop.run(() -> move.get().onComplete(promise));
    return promise.future();
  }
}
