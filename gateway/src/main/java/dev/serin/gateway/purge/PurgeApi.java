package dev.serin.gateway.purge;

import static dev.serin.gateway.error.ProblemCode.EMPTY_BODY;
import static dev.serin.gateway.error.ProblemCode.MALFORMED_REQUEST;
import static dev.serin.gateway.error.ProblemCode.STORAGE_DOWN;
import static dev.serin.gateway.error.ProblemCode.UNSUPPORTED_MEDIA_TYPE;

import dev.serin.gateway.error.MethodNotAllowed;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.purge.OwnCaches.Forgotten;
import dev.serin.gateway.purge.Purges.Sent;
import dev.serin.gateway.purge.TargetQueue.Item;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /v1/purge} and {@code GET /v1/purges}, for a router behind the token. */
public final class PurgeApi implements Consumer<Router> {
  private static final Logger log = LoggerFactory.getLogger(PurgeApi.class);
  private static final String ORDER = "/v1/purge";
  private static final String LIST = "/v1/purges";
  private static final long BODY_MAX = 64 * 1024;

  private final OwnCaches caches;
  private final Purges purges;
  private final FleetPurges fleet;
  private final Duration patience;

  /**
   * @param patience how long an answer waits for the caches in front
   */
  public PurgeApi(OwnCaches caches, Purges purges, FleetPurges fleet, Duration patience) {
    this.caches = caches;
    this.purges = purges;
    this.fleet = fleet;
    this.patience = patience;
  }

  @Override
  public void accept(Router router) {
    router.post(ORDER).handler(BodyHandler.create(false).setBodyLimit(BODY_MAX));
    router.post(ORDER).handler(this::purge);
    router.route(ORDER).handler(new MethodNotAllowed(List.of(HttpMethod.POST)));
    router.get(LIST).handler(this::list);
    router.route(LIST).handler(new MethodNotAllowed(List.of(HttpMethod.GET)));
  }

  /** The image goes first: else it could be computed again from what is about to go. */
  private void purge(RoutingContext context) {
    PurgeOrder order = PurgeOrder.read(body(context));
    Future<Void> deleted =
        order
            .delete()
            .map(image -> caches.delete(image).recover(PurgeApi::notDeleted))
            .orElseGet(Future::succeededFuture);
    deleted
        .compose(gone -> fleet.tell(order))
        .onSuccess(told -> send(context, order))
        .onFailure(context::fail);
  }

  private void send(RoutingContext context, PurgeOrder order) {
    Forgotten forgotten = caches.forget(order.keys());
    Sent sent = purges.send("asked for", order.keys(), forgotten.urls());
    log.info("Purge {}: {}", sent.purge().id(), order.keys());
    Promise<Void> enough = Promise.promise();
    long timer = context.vertx().setTimer(patience.toMillis(), fired -> enough.tryComplete());
    sent.ended().onComplete(ended -> enough.tryComplete());
    var loop = context.vertx().getOrCreateContext();
    enough
        .future()
        .onComplete(
            ended ->
                loop.runOnContext(
                    now -> {
                      context.vertx().cancelTimer(timer);
                      answer(context, order, forgotten, sent);
                    }));
  }

  private static void answer(
      RoutingContext context, PurgeOrder order, Forgotten forgotten, Sent sent) {
    JsonObject body =
        json(sent)
            .put("results", forgotten.results())
            .put("renditions", forgotten.renditions())
            .put("deleted", order.delete().isPresent());
    send(context, sent.ended().isComplete() ? 200 : 202, body);
  }

  private void list(RoutingContext context) {
    JsonArray all = new JsonArray();
    purges.newest().forEach(sent -> all.add(json(sent)));
    send(context, 200, new JsonObject().put("purges", all));
  }

  private static JsonObject json(Sent sent) {
    JsonArray targets = new JsonArray();
    sent.items().stream().map(Item::delivery).map(Delivery::json).forEach(targets::add);
    Purge purge = sent.purge();
    return new JsonObject()
        .put("id", purge.id())
        .put("at", purge.at().toString())
        .put("reason", purge.reason())
        .put("keys", new JsonArray(purge.keys()))
        .put("urls", purge.urls().size())
        .put("urls_left_out", purge.urlsLeftOut())
        .put("targets", targets);
  }

  private static JsonObject body(RoutingContext context) {
    String type = String.valueOf(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new Problem(UNSUPPORTED_MEDIA_TYPE, "send application/json").exception();
    }
    Buffer body = context.body().buffer();
    if (body == null || body.length() == 0) {
      throw new Problem(EMPTY_BODY, "say what to purge").exception();
    }
    try {
      return new JsonObject(body);
    } catch (DecodeException | ClassCastException e) {
      throw new Problem(MALFORMED_REQUEST, "the body is no JSON object").exception();
    }
  }

  private static Future<Void> notDeleted(Throwable cause) {
    log.warn("An image cannot be deleted", cause);
    return Future.failedFuture(
        new Problem(STORAGE_DOWN, "the image may still be stored: try again later", true)
            .exception());
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
