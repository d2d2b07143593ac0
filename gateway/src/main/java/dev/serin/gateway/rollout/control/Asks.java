package dev.serin.gateway.rollout.control;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.fleet.Notice;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.PlanJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people say to a gateway that does not drive the rollouts: it is passed on to the one that
 * does, through the journal, and so is the answer. An ask that is not answered in time is not done
 * later. To be used on one thread.
 */
final class Asks {
  private static final Logger log = LoggerFactory.getLogger(Asks.class);
  private static final String ASK = "rollout-ask";
  private static final String ANSWER = "rollout-answer";
  private static final int WAITING_MAX = 256;

  /** Where what is asked is done. */
  interface Owner {
    Future<?> begin(String id, RolloutPlan plan, String actor);

    Future<?> order(String id, Order order);
  }

  private record Open(Promise<Void> answer, Instant until) {}

  private record Asked(JsonObject ask, Instant until) {}

  private final Fleet fleet;
  private final Loop loop;
  private final Duration patience;
  private final Supplier<Instant> clock;
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Map<String, Asked> unanswered = new LinkedHashMap<>();

  /**
   * @param patience how long an ask waits; longer than a lease, so that it outlives an owner
   */
  Asks(Fleet fleet, Loop loop, Duration patience, Supplier<Instant> clock) {
    this.fleet = fleet;
    this.loop = loop;
    this.patience = patience;
    this.clock = clock;
    fleet.on(ASK, notice -> loop.run(() -> asked(notice)));
    fleet.on(ANSWER, notice -> loop.run(() -> answered(notice)));
  }

  /** Asks for a rollout to begin. */
  Future<Void> begin(String id, RolloutPlan plan, String actor) {
    return ask(
        new JsonObject().put("begin", id).put("plan", PlanJson.write(plan)).put("actor", actor));
  }

  /** Asks for a command to be done. */
  Future<Void> order(String id, Order order) {
    return ask(
        new JsonObject()
            .put("id", id)
            .put("command", order.command().toString())
            .put("actor", order.actor())
            .put("force", order.force()));
  }

  /** Does what others asked for lately and nobody has answered. */
  void serve(Owner owner) {
    List<Asked> all = new ArrayList<>(unanswered.values());
    unanswered.clear();
    for (Asked one : all) {
      String key = one.ask().getString("key");
      perform(owner, one.ask())
          .onComplete(
              done -> {
                JsonObject answer = new JsonObject().put("key", key);
                if (done.failed()) {
                  answer.put("problem", problem(done.cause()));
                }
                fleet
                    .publish(ANSWER, answer)
                    .onFailure(e -> log.warn("An ask of another gateway was not answered", e));
              });
    }
  }

  /** Gives up what waits for too long. */
  void expire() {
    Instant now = clock.get();
    unanswered.values().removeIf(asked -> asked.until().isBefore(now));
    List<String> late = new ArrayList<>();
    open.forEach(
        (key, one) -> {
          if (one.until().isBefore(now)) {
            late.add(key);
          }
        });
    for (String key : late) {
      Open one = open.remove(key);
      if (one != null) {
        one.answer()
            .tryFail(
                new Problem(
                        ProblemCode.STORAGE_DOWN,
                        "the gateway that drives the rollouts did not answer: see whether it was"
                            + " done before you say it again",
                        true)
                    .exception());
      }
    }
  }

  private Future<Void> ask(JsonObject what) {
    if (open.size() >= WAITING_MAX) {
      return Future.failedFuture(
          new Problem(ProblemCode.OVERLOADED, "too many commands are waiting", true).exception());
    }
    String key = UUID.randomUUID().toString();
    Promise<Void> answer = Promise.promise();
    open.put(key, new Open(answer, clock.get().plus(patience)));
    return loop.here(fleet.publish(ASK, what.put("key", key)))
        .onFailure(e -> open.remove(key))
        .recover(
            e -> Future.failedFuture(e instanceof ProblemException ? e : StorageHealth.problem()))
        .compose(told -> answer.future());
  }

  private void asked(Notice notice) {
    Duration left = patience.minus(notice.age());
    if (!left.isNegative()) {
      JsonObject ask = new JsonObject(notice.body());
      unanswered.put(ask.getString("key"), new Asked(ask, clock.get().plus(left)));
    }
  }

  private void answered(Notice notice) {
    JsonObject answer = new JsonObject(notice.body());
    String key = answer.getString("key");
    unanswered.remove(key);
    Open one = open.remove(key);
    if (one == null) {
      return;
    }
    JsonObject problem = answer.getJsonObject("problem");
    if (problem == null) {
      one.answer().tryComplete();
    } else {
      one.answer()
          .tryFail(
              new Problem(
                      ProblemCode.valueOf(problem.getString("code")),
                      problem.getString("detail"),
                      problem.getBoolean("retry"))
                  .exception());
    }
  }

  private static Future<?> perform(Owner owner, JsonObject ask) {
    try {
      String actor = ask.getString("actor");
      JsonObject plan = ask.getJsonObject("plan");
      return plan != null
          ? owner.begin(ask.getString("begin"), PlanJson.read(plan), actor)
          : owner.order(
              ask.getString("id"),
              new Order(
                  Command.valueOf(ask.getString("command").toUpperCase(Locale.ROOT)),
                  actor,
                  ask.getString("force", "")));
    } catch (RuntimeException e) {
      log.warn("What another gateway asks cannot be read", e);
      return Future.failedFuture(
          new Problem(
                  ProblemCode.ILLEGAL_COMMAND,
                  "the gateway that drives the rollouts does not know that command")
              .exception());
    }
  }

  private static JsonObject problem(Throwable cause) {
    Problem problem =
        cause instanceof ProblemException known
            ? known.problem()
            : new Problem(ProblemCode.INTERNAL, "the cause is in the server's log");
    return new JsonObject()
        .put("code", problem.code().name())
        .put("detail", problem.detail())
        .put("retry", problem.retry());
  }
}
