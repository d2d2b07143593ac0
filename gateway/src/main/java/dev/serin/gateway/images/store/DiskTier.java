package dev.serin.gateway.images.store;

import dev.serin.gateway.images.store.StoreMeters.Op;
import dev.serin.gateway.images.store.StoreMeters.Tier;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Images on disk, for callers that must not block: one write of an image at a time. */
final class DiskTier {
  private final Disk disk;
  private final StorePool pool;
  private final Breaker breaker;
  private final SparseLog log;
  private final Consumer<String> toUpload;
  private final ConcurrentMap<String, CompletableFuture<Void>> writes = new ConcurrentHashMap<>();
  private final Counter hits;
  private final Counter misses;
  private final Counter failedPuts;
  private final Counter failedGets;

  /**
   * @param toUpload takes the digests of images that the bucket does not have yet
   */
  DiskTier(
      Disk disk,
      StorePool pool,
      Breaker breaker,
      SparseLog log,
      Consumer<String> toUpload,
      StoreMeters meters) {
    this.disk = disk;
    this.pool = pool;
    this.breaker = breaker;
    this.log = log;
    this.toUpload = toUpload;
    hits = meters.asked(Tier.DISK, true);
    misses = meters.asked(Tier.DISK, false);
    failedPuts = meters.failed(Tier.DISK, Op.PUT);
    failedGets = meters.failed(Tier.DISK, Op.GET);
    meters.watch("queue", "images", Tier.DISK, pool::load);
    meters.watch(Tier.DISK, breaker);
  }

  /** Looks for what was there before the start. Nobody waits for it. */
  void scan(StoreMeters meters) {
    CompletableFuture<?> unused =
        pool.start(() -> disk.scan(pool::isClosed))
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    meters.failed(Tier.DISK, Op.SCAN).increment();
                    log.warn("The images on disk could not be counted:", failure);
                  }
                });
    clean();
  }

  /** Deletes what dead writers left. */
  void clean() {
    CompletableFuture<?> unused = pool.start(disk::clean);
  }

  /** Whether the image lies there for sure; it counts as used now. Does not block. */
  boolean isKnown(String sha256) {
    return disk.isKnown(Digest.of(sha256));
  }

  /** Notes that the image was used. Does not block. */
  void used(String sha256) {
    disk.used(Digest.of(sha256));
  }

  /**
   * Keeps the image, and retains it meanwhile.
   *
   * @param isNew whether the bucket may not have it yet
   */
  CompletableFuture<Void> put(EncodedImage image, boolean isNew) {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> running = writes.putIfAbsent(image.sha256(), mine);
    if (running != null) {
      return running;
    }
    CompletableFuture<?> unused =
        submit(() -> write(image, isNew), nothing -> {}, image)
            .whenComplete(
                (done, failure) -> {
                  writes.remove(image.sha256(), mine);
                  if (failure == null) {
                    breaker.succeeded();
                    mine.complete(null);
                  } else {
                    failed(failedPuts, "An image could not be written to disk:", failure);
                    mine.completeExceptionally(failure);
                  }
                });
    return mine;
  }

  private boolean write(EncodedImage image, boolean isNew) throws Exception {
    boolean written = disk.put(image, isNew);
    if (written && isNew) {
      toUpload.accept(image.sha256());
    }
    return written;
  }

  /** The image, if it is there; the receiver closes it. */
  CompletableFuture<Optional<EncodedImage>> get(String sha256) {
    Digest digest = Digest.of(sha256);
    return submit(
            () -> Optional.ofNullable(disk.get(digest)),
            late -> late.ifPresent(EncodedImage::close))
        .whenComplete(
            (found, failure) -> {
              if (failure == null) {
                breaker.succeeded();
                (found.isPresent() ? hits : misses).increment();
              } else {
                failed(failedGets, "An image could not be read from disk:", failure);
              }
            });
  }

  /** Submits what needs {@code image}, which stays open until the work itself has ended. */
  private <T> CompletableFuture<T> submit(
      Callable<T> work, Consumer<? super T> late, EncodedImage image) {
    if (!breaker.allows()) {
      return refused();
    }
    image.retain();
    return pool.submit(work, late, image::close);
  }

  private <T> CompletableFuture<T> submit(Callable<T> work, Consumer<? super T> late) {
    return breaker.allows() ? pool.submit(work, late, () -> {}) : refused();
  }

  private static <T> CompletableFuture<T> refused() {
    return CompletableFuture.failedFuture(new StoreException("the disk failed a moment ago"));
  }

  /** Deletes the image; one that is being written is waited for. */
  CompletableFuture<Void> remove(String sha256) {
    CompletableFuture<Void> running =
        writes.getOrDefault(sha256, CompletableFuture.completedFuture(null));
    return running
        .handle((done, failure) -> null)
        .thenCompose(
            done -> pool.submit(() -> disk.remove(Digest.of(sha256)), nothing -> {}, () -> {}));
  }

  private void failed(Counter counter, String what, Throwable failure) {
    counter.increment();
    // Not tried because the last ones failed: that is no news.
    if (!(failure instanceof StoreException)) {
      breaker.failed();
      log.warn(what, failure);
    }
  }

  /** Ends once what is being written is written, or out of patience. */
  Future<Void> close(Duration patience) {
    return pool.close(patience);
  }
}
