package dev.serin.gateway.rollout.api;

import dev.serin.gateway.admission.Permit;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.control.RolloutController;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.journal.EventJson;
import dev.serin.gateway.rollout.journal.Journaled;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The events of one rollout as server-sent events: all since the one that the client saw last, then
 * each as it comes, and where the rollout stands once a second. Ends with the rollout. Lives on the
 * event loop of its connection.
 */
final class EventStream {
  private static final long STATUS_MILLIS = 1_000;
  private static final int HEARTBEAT = 15;

  /** Seconds after which a client that reads nothing is left. */
  private static final int PATIENCE = 60;

  private final Vertx vertx;
  private final Context context;
  private final HttpServerResponse response;
  private final RolloutController controller;
  private final String id;
  private final Permit permit;
  private final List<Event> early = new ArrayList<>();
  private final Runnable unwatch;
  private final long timer;
  private boolean caughtUp;
  private boolean closed;
  private boolean asking;
  private long last;
  private int seconds;
  private int blocked;

  /**
   * Begins to answer.
   *
   * @param after number of the last event that the client has
   * @param permit given back when the stream ends
   */
  static void open(
      RoutingContext request, RolloutController controller, String id, long after, Permit permit) {
    EventStream stream = new EventStream(request, controller, id, after, permit);
    controller
        .events(id, after)
        .onComplete(
            events ->
                stream.context.runOnContext(
                    now -> {
                      if (events.succeeded()) {
                        stream.catchUp(events.result());
                      } else {
                        // The client comes again, and then hears what is wrong.
                        stream.end();
                      }
                    }));
  }

  private EventStream(
      RoutingContext request, RolloutController controller, String id, long after, Permit permit) {
    this.vertx = request.vertx();
    this.context = vertx.getOrCreateContext();
    this.response = request.response();
    this.controller = controller;
    this.id = id;
    this.last = after;
    this.permit = permit;
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .exceptionHandler(gone -> close())
        .closeHandler(gone -> close())
        .endHandler(ended -> close());
    response.write(": events of " + id + "\n\n");
    // Watched before the past is read, so that nothing falls between the two.
    unwatch = controller.watch(id, event -> context.runOnContext(now -> heard(event)));
    timer = vertx.setPeriodic(STATUS_MILLIS, second -> second());
  }

  private void catchUp(List<Event> past) {
    past.forEach(this::write);
    early.forEach(this::write);
    early.clear();
    caughtUp = true;
    status();
  }

  private void heard(Event event) {
    if (!caughtUp) {
      early.add(event);
      return;
    }
    write(event);
    if (isFinal(event)) {
      end();
    }
  }

  private void write(Event event) {
    if (closed || event.seq() <= last) {
      return;
    }
    last = event.seq();
    response.write(
        "id: " + last + "\nevent: change\ndata: " + EventJson.shown(event).encode() + "\n\n");
  }

  private void second() {
    seconds++;
    if (response.writeQueueFull()) {
      if (++blocked > PATIENCE) {
        response.reset();
        close();
      }
      return;
    }
    blocked = 0;
    if (seconds % HEARTBEAT == 0) {
      response.write(": still here\n\n");
    }
    if (caughtUp) {
      status();
    }
  }

  private void status() {
    if (asking) {
      return;
    }
    asking = true;
    controller
        .find(id)
        .compose(
            rollout ->
                RolloutApi.document(controller, rollout)
                    .onSuccess(document -> context.runOnContext(now -> shown(rollout, document))))
        .onComplete(done -> context.runOnContext(now -> asking = false));
  }

  private void shown(Journaled rollout, JsonObject document) {
    if (rollout.ended() == null) {
      status(document);
    } else if (last >= rollout.events()) {
      end();
    }
  }

  private void status(JsonObject document) {
    if (!closed) {
      response.write("event: status\ndata: " + document.encode() + "\n\n");
    }
  }

  private void end() {
    if (!closed) {
      close();
      response.end();
    }
  }

  private void close() {
    if (!closed) {
      closed = true;
      vertx.cancelTimer(timer);
      unwatch.run();
      permit.close();
    }
  }

  private static boolean isFinal(Event event) {
    String to = new JsonObject(event.body()).getString("to");
    return to.equals(Phase.PROMOTED.toString()) || to.equals(Phase.ABORTED.toString());
  }
}
