package dev.serin.gateway.fleet;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This gateway among those that share its journal. {@link #beat} is called again and again, one
 * call after the other; the rest from any thread.
 */
public final class Fleet {
  private static final Logger log = LoggerFactory.getLogger(Fleet.class);
  private static final int PAGE = 256;

  private final FleetStore store;
  private final Duration lease;
  private final Map<String, Consumer<Notice>> listeners = new ConcurrentHashMap<>();
  private long heard;

  /**
   * @param lease how long an owner that says nothing stays the owner
   * @param heard number of the last notice that needs no hearing; below 0: none that is there now
   */
  public Fleet(FleetStore store, Duration lease, long heard) {
    this.store = store;
    this.lease = lease;
    this.heard = heard;
  }

  /** Hears what is told of {@code kind}, this gateway's own notices too; in order, each once. */
  public void on(String kind, Consumer<Notice> listener) {
    listeners.put(kind, listener);
  }

  /** Tells all gateways. */
  public Future<Void> publish(String kind, JsonObject body) {
    return store.publish(kind, body.encode());
  }

  /** Looks at the lease, takes or keeps it, and hears what is new. */
  public Future<Beat> beat() {
    return store.beat(lease).compose(beat -> hear(beat).map(beat));
  }

  /** Gives the lease up where it is held here. */
  public Future<Void> release() {
    return store.release();
  }

  /** How long an owner that says nothing stays the owner. */
  public Duration lease() {
    return lease;
  }

  private Future<Void> hear(Beat beat) {
    // More than there is: the journal is another one than it was.
    if (heard < 0 || heard > beat.revision()) {
      heard = beat.revision();
    }
    return heard == beat.revision() ? Future.succeededFuture() : more(beat.revision());
  }

  private Future<Void> more(long revision) {
    return store
        .notices(heard, PAGE)
        .compose(
            page -> {
              page.forEach(this::tell);
              if (page.size() == PAGE) {
                return more(revision);
              }
              heard = Math.max(heard, revision);
              return Future.succeededFuture();
            });
  }

  private void tell(Notice notice) {
    heard = notice.number();
    Consumer<Notice> listener = listeners.get(notice.kind());
    if (listener == null) {
      // A newer Serin may say what this one has no ears for.
      return;
    }
    try {
      listener.accept(notice);
    } catch (RuntimeException e) {
      log.error("Notice {} ({}) could not be heeded", notice.number(), notice.kind(), e);
    }
  }
}
