package dev.serin.gateway.rollout.api;

import static dev.serin.gateway.error.ProblemCode.PLAN_UNDECIDABLE;
import static dev.serin.gateway.error.ProblemCode.TOO_MANY_STREAMS;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.admission.Permits;
import dev.serin.gateway.error.MethodNotAllowed;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.journal.EventJson;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replay;
import dev.serin.gateway.rollout.plan.Planner;
import dev.serin.gateway.rollout.plan.Traffic;
import dev.serin.gateway.rollout.plan.Warnings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /v1/rollouts} and {@code /v1/rollout-plans}, for a router behind the token. */
public final class RolloutApi implements Consumer<Router> {
  private static final Logger log = LoggerFactory.getLogger(RolloutApi.class);
  private static final String ROLLOUTS = "/v1/rollouts";
  private static final String ONE = ROLLOUTS + "/:id";
  private static final String PLANS = "/v1/rollout-plans";
  private static final long BODY_MAX = 64 * 1024;

  private final RolloutController controller;
  private final Traffic traffic;
  private final ToIntFunction<String> labels;
  private final Permits streams;

  /**
   * @param labels how many labels a model has
   * @param streams event streams that may be open
   */
  public RolloutApi(
      RolloutController controller,
      Traffic traffic,
      ToIntFunction<String> labels,
      Permits streams) {
    this.controller = controller;
    this.traffic = traffic;
    this.labels = labels;
    this.streams = streams;
  }

  @Override
  public void accept(Router router) {
    router.get(ROLLOUTS).handler(this::list);
    post(router, ROLLOUTS, this::begin);
    refuse(router, ROLLOUTS, HttpMethod.GET, HttpMethod.POST);
    get(router, ONE, this::one);
    get(router, ONE + "/events", this::events);
    get(router, ONE + "/explanation", this::explanation);
    get(router, ONE + "/replay", this::replay);
    for (Command command : Command.values()) {
      String path = ONE + "/" + command;
      post(router, path, context -> command(context, command));
      refuse(router, path, HttpMethod.POST);
    }
    post(router, PLANS, this::plan);
    refuse(router, PLANS, HttpMethod.POST);
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.get(path).handler(handler);
    refuse(router, path, HttpMethod.GET);
  }

  private static void post(Router router, String path, Handler<RoutingContext> handler) {
    router.post(path).handler(BodyHandler.create(false).setBodyLimit(BODY_MAX)).handler(handler);
  }

  private static void refuse(Router router, String path, HttpMethod... allowed) {
    router.route(path).handler(new MethodNotAllowed(List.of(allowed)));
  }

  private void list(RoutingContext context) {
    answer(
        context,
        controller
            .list()
            .map(
                rows -> {
                  JsonArray all = new JsonArray();
                  rows.forEach(row -> addSummary(all, row));
                  return new JsonObject().put("rollouts", all).put("owner", owner());
                }));
  }

  /** Null where no other gateway shares the journal. */
  private @Nullable JsonObject owner() {
    Beat beat = controller.owner();
    return beat.term() == 0
        ? null
        : new JsonObject()
            .put("name", beat.holder())
            .put("here", beat.owner())
            .put("term", beat.term());
  }

  /** One row that cannot be read does not hide the others. */
  private static void addSummary(JsonArray all, Row row) {
    try {
      all.add(DocumentJson.summary(row));
    } catch (RuntimeException e) {
      log.warn("Rollout {} cannot be read", row.id(), e);
    }
  }

  private void begin(RoutingContext context) {
    String actor = Asked.actor(context);
    RolloutPlan plan = Asked.plan(context, controller::stable, labels);
    back(context, controller.begin(plan, actor).compose(this::document))
        .onSuccess(
            document -> {
              document.put("warnings", new JsonArray(Warnings.of(plan)));
              context
                  .response()
                  .putHeader(HttpHeaders.LOCATION, ROLLOUTS + "/" + document.getString("id"));
              send(context, 201, document);
            })
        .onFailure(context::fail);
  }

  private void one(RoutingContext context) {
    answer(context, controller.find(context.pathParam("id")).compose(this::document));
  }

  private void explanation(RoutingContext context) {
    answer(
        context,
        controller
            .find(context.pathParam("id"))
            .compose(
                rollout ->
                    controller
                        .compute(
                            () -> Explanation.of(rollout, controller.now(), controller.storage()))
                        .compose(
                            said ->
                                controller
                                    .uncounted(rollout)
                                    .map(some -> CallerLabels.explain(said, rollout, some)))));
  }

  private void replay(RoutingContext context) {
    answer(context, controller.replay(context.pathParam("id")).map(Replay::json));
  }

  private void command(RoutingContext context, Command command) {
    answer(
        context,
        controller
            .order(context.pathParam("id"), Asked.order(context, command))
            .compose(this::document));
  }

  private void events(RoutingContext context) {
    String id = context.pathParam("id");
    if (String.valueOf(context.request().getHeader(HttpHeaders.ACCEPT))
        .contains("text/event-stream")) {
      stream(context, id);
      return;
    }
    answer(
        context,
        controller
            .events(id, 0)
            .map(
                events -> {
                  JsonArray all = new JsonArray();
                  events.forEach(event -> all.add(EventJson.shown(event)));
                  return new JsonObject().put("events", all);
                }));
  }

  private void stream(RoutingContext context, String id) {
    long after = Asked.lastEvent(context);
    Permit permit =
        streams
            .tryAcquire()
            .orElseThrow(
                () ->
                    new Problem(
                            TOO_MANY_STREAMS,
                            "at most " + streams.limit() + " are open at one time",
                            true)
                        .exception());
    back(context, controller.find(id))
        .onSuccess(
            rollout -> {
              if (context.response().closed()) {
                permit.close();
              } else {
                EventStream.open(context, controller, id, after, permit);
              }
            })
        .onFailure(
            cause -> {
              permit.close();
              context.fail(cause);
            });
  }

  /** 200 where the plan can be decided; else a problem with the same members. */
  private void plan(RoutingContext context) {
    RolloutPlan plan = Asked.plan(context, controller::stable, labels);
    back(
            context,
            traffic
                .recent(plan.model())
                .compose(rates -> controller.compute(() -> Planner.judge(plan, rates))))
        .onSuccess(
            judged -> {
              if (judged.getBoolean("decidable")) {
                send(context, 200, judged);
              } else {
                undecidable(context, judged);
              }
            })
        .onFailure(context::fail);
  }

  private static void undecidable(RoutingContext context, JsonObject judged) {
    List<?> advice = judged.getJsonArray("advice").getList();
    String detail = String.join(" ", advice.stream().map(String::valueOf).toList());
    JsonObject problem = Problems.json(new Problem(PLAN_UNDECIDABLE, detail)).mergeIn(judged);
    context
        .response()
        .setStatusCode(PLAN_UNDECIDABLE.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(problem.toBuffer());
  }

  private Future<JsonObject> document(Journaled rollout) {
    return document(controller, rollout);
  }

  /** A rollout as it is shown. */
  static Future<JsonObject> document(RolloutController controller, Journaled rollout) {
    return controller
        .compute(() -> DocumentJson.of(rollout, controller.now(), controller.storage()))
        .compose(
            document ->
                controller.uncounted(rollout).map(some -> CallerLabels.show(document, some)));
  }

  /** The same outcome, told on the event loop of the connection. */
  private static <T> Future<T> back(RoutingContext context, Future<T> future) {
    Context loop = context.vertx().getOrCreateContext();
    Promise<T> promise = Promise.promise();
    future.onComplete(outcome -> loop.runOnContext(now -> promise.handle(outcome)));
    return promise.future();
  }

  private static void answer(RoutingContext context, Future<JsonObject> body) {
    back(context, body).onSuccess(json -> send(context, 200, json)).onFailure(context::fail);
  }

  private static void send(RoutingContext context, int status, JsonObject body) {
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }
}
