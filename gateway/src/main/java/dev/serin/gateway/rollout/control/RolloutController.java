package dev.serin.gateway.rollout.control;

import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replay;
import dev.serin.worker.api.Catalog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Drives all running rollouts, or follows the gateway that does: of those that share a journal, one
 * holds a lease on it. Moves are made one after the other: look or hear, decide, write down, and
 * only then act; an abort goes before all that waits. Where the journal cannot be written, or the
 * lease is lost, nothing changes; what was seen is kept for the next look.
 *
 * <p>All methods may be called from any thread. Futures fail with a {@code ProblemException} that
 * may be shown.
 */
public final class RolloutController {
  private static final int WAITING_MAX = 256;

  /** Who aborts a rollout whose stable version an operator changed. */
  public static final String MODEL_FILE = "model.yaml";

  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Loop loop;
  private final StorageHealth health;
  private final Journal journal;
  private final StableVersions stables;
  private final Helm helm;
  private final Acts acts;
  private final Keeper keeper;
  private final Looks looks;
  private final Commands commands;
  private final Asks asks;
  private final Follower follower;
  private final Outbox outbox;
  private final Succession succession;
  private final UnpairedLabels unpaired;
  private final UncountedLabels uncounted;
  private final Watchers watchers = new Watchers();
  private final MoveQueue queue = new MoveQueue(WAITING_MAX);
  private Runnable timers = () -> {};
  private boolean ticking;
  private boolean beating;

  /**
   * @param ids makes eight hexadecimal digits, for the ids of rollouts
   * @param fleet the gateways that share the journal
   */
  public RolloutController(
      RolloutStore store,
      Experiments experiments,
      Supplier<Catalog> catalog,
      InstantSource clock,
      Supplier<String> ids,
      Fleet fleet,
      Loop loop,
      MeterRegistry registry) {
    this.clock = clock;
    this.ids = ids;
    this.loop = loop;
    health = new StorageHealth(registry);
    journal = new Journal(store, loop, health);
    stables = new StableVersions(catalog, experiments);
    helm = new Helm(fleet);
    acts = new Acts(experiments, stables, new RolloutMeters(registry));
    keeper = new Keeper(store, journal, helm, acts, watchers);
    Inbox inbox = new Inbox(store, journal, experiments, helm);
    unpaired = new UnpairedLabels(store, journal, experiments);
    looks = new Looks(experiments, catalog, stables, inbox, keeper, unpaired, loop, this::now);
    asks = new Asks(fleet, loop, fleet.lease().multipliedBy(2), this::now);
    Aborted aborted = new Aborted(experiments);
    follower = new Follower(store, journal, experiments, stables, aborted, watchers, loop);
    outbox = new Outbox(store, journal, experiments);
    Restart restart = new Restart(store, journal, helm, stables, aborted, acts, this::now);
    commands =
        new Commands(journal, stables, acts, keeper, looks, restart, unpaired, loop, this::now);
    succession = new Succession(helm, journal, follower, restart, inbox, acts, keeper);
    uncounted = new UncountedLabels(store, health, this::now);
    Gauge.builder("serin.rollout.owner", () -> succession.drives() ? 1 : 0)
        .description("1 where the rollouts are driven, 0 where they are followed")
        .register(registry);
  }

  /**
   * Goes on with all rollouts that ran before, looks at them every {@code tick}, and every {@code
   * pulse} at what other gateways do. Where the journal cannot be read, that is tried again, and
   * until then nothing runs.
   */
  public Future<Void> start(Duration tick, Duration pulse) {
    Runnable beats = loop.every(pulse, this::pulse);
    Runnable ticks = loop.every(tick, this::tick);
    timers =
        () -> {
          beats.run();
          ticks.run();
        };
    return submit(() -> queue.last(() -> succession.beat().compose(ready -> labels())))
        .otherwiseEmpty();
  }

  /**
   * Looks no more; a move under way is made to its end. Weights stay as they are, and another
   * gateway may drive the rollouts at once.
   */
  public Future<Void> close() {
    timers.run();
    return submit(() -> queue.last(this::leave)).otherwiseEmpty();
  }

  /** Begins a rollout. */
  public Future<Journaled> begin(RolloutPlan plan, String actor) {
    String id = plan.model() + "-" + plan.candidate() + "-" + ids.get();
    return submit(
        () ->
            helm.isOwner()
                ? queue.last(() -> begun(id, plan, actor))
                : asks.begin(id, plan, actor).compose(done -> find(id)));
  }

  /** Does what a person says. */
  public Future<Journaled> order(String id, Order order) {
    return submit(
        () ->
            helm.isOwner() ? ordered(id, order) : asks.order(id, order).compose(done -> find(id)));
  }

  /** The stable version of a model, empty where there is none. */
  public String stable(String model) {
    return stables.of(model);
  }

  /** A rollout, running or not. */
  public Future<Journaled> find(String id) {
    return running(id)
        .map(Future::succeededFuture)
        .or(() -> follower.trail(id).map(trail -> submit(trail::read)))
        .orElseGet(() -> journal.row(id).compose(journal::known));
  }

  /** The rollout if it runs and is driven here. */
  Optional<Journaled> running(String id) {
    return Optional.ofNullable(acts.running().get(id));
  }

  /** The newest rollouts, newest first; only those that run where the journal cannot be read. */
  public Future<List<Row>> list() {
    return journal
        .rows()
        .otherwise(
            down ->
                helm.isOwner()
                    ? new TreeMap<>(acts.running()).values().stream().map(Journaled::row).toList()
                    : follower.rows());
  }

  /** Events of a rollout after {@code after}, in order. */
  public Future<List<Event>> events(String id, long after) {
    return journal.row(id).compose(row -> journal.events(id, after));
  }

  /** Labels that came during a rollout and count in no guard; empty where it is not known. */
  public Future<OptionalLong> uncounted(Journaled rollout) {
    return uncounted.of(rollout);
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

  /** Whether this is the one of the gateways that share the journal that drives the rollouts. */
  public boolean isOwner() {
    return helm.isOwner();
  }

  /** Who drives the rollouts, as it was last known. */
  public Beat owner() {
    return helm.last();
  }

  /** The time as rollouts know it: whole milliseconds, so that every store gives it back. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Does sums on the controller's pool. */
  public <T> Future<T> compute(Callable<T> work) {
    return loop.compute(work);
  }

  private void pulse() {
    if (beating) {
      return;
    }
    beating = true;
    queue
        .last(succession::beat)
        .onComplete(
            done -> {
              beating = false;
              asks.expire();
              if (succession.drives()) {
                asks.serve(new Served());
              }
            });
  }

  private void tick() {
    if (ticking) {
      return;
    }
    ticking = true;
    long failures = health.failures();
    queue
        .last(this::turn)
        .onComplete(
            done -> {
              ticking = false;
              health.passed(failures);
            });
  }

  private Future<Void> turn() {
    boolean drives = helm.isOwner();
    Future<?> probe = health.isDown() ? journal.rows() : done();
    Future<Void> told = probe.compose(up -> outbox.tell(drives ? List.of() : follower.running()));
    if (drives) {
      return told.compose(all -> succession.goOn())
          .compose(all -> labels())
          .recover(down -> done())
          .compose(before -> looks.areBlind() ? done() : lookAtAll());
    }
    stables.check();
    return told;
  }

  private Future<Void> labels() {
    return unpaired.look(acts.running().values(), now());
  }

  private Future<Void> lookAtAll() {
    stables.check();
    Future<Void> all = done();
    for (Journaled rollout : new TreeMap<>(acts.running()).values()) {
      if (!keeper.doubts(rollout.id())) {
        all = all.compose(before -> look(rollout)).otherwiseEmpty();
      }
    }
    return all;
  }

  private Future<Void> look(Journaled rollout) {
    return looks.isForsaken(rollout.rollout().plan())
        ? commands.say(rollout, new Order(Command.ABORT, MODEL_FILE)).mapEmpty()
        : looks.look(rollout).mapEmpty();
  }

  private Future<Journaled> begun(String id, RolloutPlan plan, String actor) {
    return driving().compose(ready -> commands.begin(id, plan, actor));
  }

  private Future<Journaled> ordered(String id, Order order) {
    Supplier<Future<Journaled>> move = () -> driving().compose(ready -> commands.order(id, order));
    return order.command() == Command.ABORT ? queue.first(move) : queue.last(move);
  }

  /** Fails where this gateway does not drive what runs, and cannot go on with it now. */
  private Future<Void> driving() {
    if (succession.drives()) {
      return done();
    }
    return helm.isOwner() ? succession.goOn() : Future.failedFuture(StorageHealth.problem());
  }

  /** What was seen here since the last tick is for the next owner. */
  private Future<Void> leave() {
    if (!helm.isShared()) {
      return done();
    }
    List<String> running =
        helm.isOwner() ? List.copyOf(acts.running().keySet()) : List.copyOf(follower.running());
    return outbox.tell(running).eventually(helm::release);
  }

  private <T> Future<T> submit(Supplier<Future<T>> move) {
    Promise<T> promise = Promise.promise();
    loop.run(() -> move.get().onComplete(promise));
    return promise.future();
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  /** What other gateways ask for. */
  private final class Served implements Asks.Owner {
    @Override
    public Future<?> begin(String id, RolloutPlan plan, String actor) {
      return queue.last(() -> begun(id, plan, actor));
    }

    @Override
    public Future<?> order(String id, Order order) {
      return ordered(id, order);
    }
  }
}
