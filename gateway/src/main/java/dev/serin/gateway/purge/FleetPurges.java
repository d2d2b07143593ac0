package dev.serin.gateway.purge;

import dev.serin.gateway.fleet.Fleet;
import dev.serin.gateway.fleet.Notice;
import dev.serin.gateway.purge.OwnCaches.Forgotten;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries purges to the other gateways that share the journal. What this gateway has done is noted,
 * so that after a time away it does what it missed: its own disk may have an image that was to go
 * for good.
 */
public final class FleetPurges {
  private static final Logger log = LoggerFactory.getLogger(FleetPurges.class);
  private static final String KIND = "purge";

  private final Fleet fleet;
  private final OwnCaches caches;
  private final Purges purges;
  private final LongFunction<Future<Void>> note;
  private Future<Void> last = Future.succeededFuture();

  /**
   * @param note keeps the number of the last notice that was done
   */
  public FleetPurges(
      Fleet fleet, OwnCaches caches, Purges purges, LongFunction<Future<Void>> note) {
    this.fleet = fleet;
    this.caches = caches;
    this.purges = purges;
    this.note = note;
    fleet.on(KIND, this::heard);
  }

  /** Completes once all gateways are going to hear of it. */
  Future<Void> tell(PurgeOrder order) {
    return fleet.publish(KIND, order.json());
  }

  /** One after the other, so that the note never runs ahead. */
  private synchronized void heard(Notice notice) {
    last =
        last.compose(before -> notice.own() ? Future.succeededFuture() : obey(notice))
            .recover(FleetPurges::failed)
            .compose(done -> note.apply(notice.number()))
            .recover(FleetPurges::failed);
  }

  private Future<Void> obey(Notice notice) {
    PurgeOrder order = PurgeOrder.read(new JsonObject(notice.body()));
    return order
        .delete()
        .map(caches::delete)
        .orElseGet(Future::succeededFuture)
        .onSuccess(
            gone -> {
              Forgotten forgotten = caches.forget(order.keys());
              log.info("Purge of {}, asked of another gateway", order.keys());
              if (forgotten.results() + forgotten.renditions() > 0) {
                // Addresses that the other gateway need not know of.
                purges.send("asked of another gateway", order.keys(), forgotten.urls());
              }
            });
  }

  private static Future<Void> failed(Throwable cause) {
    log.error("A purge that another gateway was asked for is not done here", cause);
    return Future.succeededFuture();
  }
}
