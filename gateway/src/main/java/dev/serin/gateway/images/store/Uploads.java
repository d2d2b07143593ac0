package dev.serin.gateway.images.store;

import dev.serin.gateway.images.store.StoreMeters.Op;
import dev.serin.gateway.images.store.StoreMeters.Tier;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Brings what lies on disk into the bucket, at least once, in the background. The queue here is
 * bounded; what it does not hold is {@link Pending} on disk, and is looked for when it runs empty.
 */
final class Uploads {
  private static final long PAUSE_MIN_MS = 500;
  private static final long PAUSE_MAX_MS = Duration.ofMinutes(1).toMillis();

  private final Vertx vertx;
  private final Bucket bucket;
  private final StorePool pool;
  private final Disk disk;
  private final Pending pending;
  private final StoreMeters meters;
  private final SparseLog log;
  private final Counter failedPuts;
  private final int atOnce;
  private final int queue;
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Map<String, CompletableFuture<@Nullable Void>> underWay = new HashMap<>();

  /** Whether there may be pending images that are not waiting here; so it is after a start. */
  private boolean more = true;

  private boolean looking;
  private boolean resting;
  private boolean stopped;
  private long pauseMs = PAUSE_MIN_MS;

  /**
   * @param atOnce uploads at one time
   * @param queue digests that wait here
   */
  Uploads(
      Vertx vertx,
      Bucket bucket,
      StorePool pool,
      Disk disk,
      Pending pending,
      StoreMeters meters,
      SparseLog log,
      int atOnce,
      int queue) {
    this.vertx = vertx;
    this.bucket = bucket;
    this.pool = pool;
    this.disk = disk;
    this.pending = pending;
    this.meters = meters;
    this.log = log;
    this.failedPuts = meters.failed(Tier.BUCKET, Op.PUT);
    this.atOnce = atOnce;
    this.queue = queue;
  }

  /** Begins with what was pending when the last process ended. */
  void start() {
    pump();
  }

  /** Takes an image that lies on disk. */
  void offer(String sha256) {
    synchronized (this) {
      enqueue(sha256);
    }
    pump();
  }

  private void enqueue(String sha256) {
    if (underWay.containsKey(sha256) || waiting.contains(sha256)) {
      return;
    }
    if (waiting.size() < queue) {
      waiting.add(sha256);
    } else {
      more = true;
    }
  }

  /** Completes once no upload of the image is under way or to come. */
  synchronized CompletableFuture<@Nullable Void> forget(String sha256) {
    waiting.remove(sha256);
    CompletableFuture<@Nullable Void> running = underWay.get(sha256);
    return running == null ? CompletableFuture.completedFuture(null) : running.copy();
  }

  synchronized void stop() {
    stopped = true;
  }

  /** Images that wait or are under way here. */
  synchronized int waiting() {
    return waiting.size() + underWay.size();
  }

  private void pump() {
    for (String next = take(); next != null; next = take()) {
      upload(next);
    }
    if (wantsLook()) {
      CompletableFuture<?> unused =
          pool.start(this::look)
              .whenComplete(
                  (found, failure) -> {
                    synchronized (this) {
                      looking = false;
                    }
                    ended(failure, "Pending uploads could not be listed:");
                  });
    }
  }

  private synchronized @Nullable String take() {
    if (stopped || resting || underWay.size() >= atOnce || waiting.isEmpty()) {
      return null;
    }
    Iterator<String> first = waiting.iterator();
    String sha256 = first.next();
    first.remove();
    underWay.put(sha256, new CompletableFuture<>());
    return sha256;
  }

  private synchronized boolean wantsLook() {
    boolean wants = more && !looking && !stopped && !resting && waiting.isEmpty();
    looking |= wants;
    return wants;
  }

  private @Nullable Void look() throws IOException {
    List<String> found = pending.list(queue + atOnce);
    synchronized (this) {
      more = found.size() >= queue + atOnce;
      found.forEach(this::enqueue);
    }
    return null;
  }

  private void upload(String sha256) {
    CompletableFuture<?> unused =
        pool.start(() -> upload(Digest.of(sha256), sha256))
            .whenComplete(
                (done, failure) -> {
                  CompletableFuture<@Nullable Void> promise;
                  synchronized (this) {
                    promise = underWay.remove(sha256);
                    if (failure != null) {
                      enqueue(sha256);
                    }
                  }
                  if (promise != null) {
                    promise.complete(null);
                  }
                  ended(failure, "An image could not be brought into the bucket:");
                });
  }

  private @Nullable Void upload(Digest digest, String sha256) throws Exception {
    try (EncodedImage image = disk.peek(digest)) {
      if (image == null) {
        if (!disk.dropNote(digest)) {
          // A look at the start met its note just before the file was there.
          return upload(digest, sha256);
        }
        failedPuts.increment();
        log.warn(
            "An image was not brought into the bucket:",
            new StoreException(sha256 + " is not on disk any more"));
        return null;
      }
      meters.<@Nullable Void>timed(
          Tier.BUCKET,
          Op.PUT,
          () -> {
            bucket.put(image);
            return null;
          });
    }
    pending.remove(digest);
    return null;
  }

  /** After each piece of work: goes on, at once or after a rest. */
  private void ended(@Nullable Throwable failure, String what) {
    long pause;
    synchronized (this) {
      if (failure == null) {
        pauseMs = PAUSE_MIN_MS;
      }
      pause = failure == null || resting || stopped ? 0 : pauseMs;
      if (pause > 0) {
        resting = true;
        pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS);
      }
    }
    if (failure != null) {
      failedPuts.increment();
      log.warn(what, failure);
    }
    if (pause > 0) {
      vertx.setTimer(pause, fired -> wake());
    } else if (failure == null) {
      pump();
    }
  }

  private void wake() {
    synchronized (this) {
      resting = false;
    }
    pump();
  }
}
