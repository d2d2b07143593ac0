package dev.serin.gateway.images.store;

import dev.serin.gateway.images.store.StoreMeters.Op;
import dev.serin.gateway.images.store.StoreMeters.Tier;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Images in a bucket, for callers that must not block. A bucket that is down costs them nothing.
 */
final class BucketTier {
  private final Bucket bucket;
  private final StorePool pool;
  private final Breaker breaker;
  private final Uploads uploads;
  private final SparseLog log;
  private final StoreMeters meters;
  private final long sizeMax;
  private final Counter hits;
  private final Counter misses;
  private final Counter damaged;
  private final Counter failedGets;
  private final Counter failedRemovals;

  /**
   * @param sizeMax a larger object is not read
   */
  BucketTier(
      Bucket bucket,
      StorePool pool,
      Breaker breaker,
      Uploads uploads,
      SparseLog log,
      StoreMeters meters,
      long sizeMax) {
    this.bucket = bucket;
    this.pool = pool;
    this.breaker = breaker;
    this.uploads = uploads;
    this.log = log;
    this.meters = meters;
    this.sizeMax = sizeMax;
    hits = meters.asked(Tier.BUCKET, true);
    misses = meters.asked(Tier.BUCKET, false);
    damaged = meters.damaged(Tier.BUCKET);
    failedGets = meters.failed(Tier.BUCKET, Op.GET);
    failedRemovals = meters.failed(Tier.BUCKET, Op.REMOVE);
    meters.watch("queue", "images", Tier.BUCKET, uploads::waiting);
    meters.watch(Tier.BUCKET, breaker);
  }

  /** The image, if it is there; the receiver closes it. */
  CompletableFuture<Optional<EncodedImage>> get(String sha256) {
    if (!breaker.allows()) {
      return CompletableFuture.failedFuture(new StoreException("the bucket failed a moment ago"));
    }
    return pool.submit(() -> read(sha256), late -> late.ifPresent(EncodedImage::close), () -> {})
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                breaker.succeeded();
                (found.isPresent() ? hits : misses).increment();
              } else {
                failed(failure);
              }
            });
  }

  private Optional<EncodedImage> read(String sha256) throws Exception {
    try {
      return Optional.ofNullable(
          meters.timed(Tier.BUCKET, Op.GET, () -> bucket.get(sha256, sizeMax)));
    } catch (DamagedImageException e) {
      damaged.increment();
      log.warn("A damaged object of the bucket is not served:", e);
      return Optional.empty();
    }
  }

  private void failed(Throwable failure) {
    failedGets.increment();
    if (!(failure instanceof StoreException)) {
      breaker.failed();
      log.warn("The bucket could not be read:", failure);
    }
  }

  /** Deletes the image; an upload of it is waited for. */
  CompletableFuture<@Nullable Void> remove(String sha256) {
    return uploads
        .forget(sha256)
        .thenCompose(
            forgotten ->
                pool.<@Nullable Void>submit(
                    () -> {
                      bucket.remove(sha256);
                      return null;
                    },
                    nothing -> {},
                    () -> {}))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failedRemovals.increment();
              }
            });
  }

  /** Ends uploads under way, or gives up on them; what is left is uploaded after the next start. */
  Future<Void> close(Duration patience) {
    uploads.stop();
    return pool.close(patience).onComplete(closed -> bucket.close());
  }
}
