package dev.serin.gateway.images.store;

import static dev.serin.gateway.error.ProblemCode.STORAGE_DOWN;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.images.ImageStore;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Memory, then disk, then bucket. What was asked for moves up; what is stored moves down. */
final class TieredImageStore implements ImageStore {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final MemoryTier memory;
  private final DiskTier disk;
  private final @Nullable BucketTier bucket;
  private final Flights flights = new Flights();
  private final Runnable end;

  /**
   * @param bucket nothing where there is none
   * @param end runs before the tiers are closed
   */
  TieredImageStore(
      Vertx vertx, MemoryTier memory, DiskTier disk, @Nullable BucketTier bucket, Runnable end) {
    this.vertx = vertx;
    this.memory = memory;
    this.disk = disk;
    this.bucket = bucket;
    this.end = end;
  }

  @Override
  public Future<Void> put(EncodedImage image) {
    memory.put(image);
    return disk.isKnown(image.sha256())
        ? Future.succeededFuture()
        : future(disk.put(image, bucket != null));
  }

  @Override
  public Future<Optional<EncodedImage>> get(String sha256) {
    EncodedImage held = memory.get(sha256);
    if (held != null) {
      disk.used(sha256);
      return Future.succeededFuture(Optional.of(held));
    }
    return future(flights.join(sha256, () -> load(sha256)))
        .recover(failure -> Future.failedFuture(unavailable()));
  }

  private static RuntimeException unavailable() {
    return new Problem(STORAGE_DOWN, "the image cannot be read now", true).exception();
  }

  private CompletionStage<Optional<EncodedImage>> load(String sha256) {
    // The flight before this one may have landed since the memory was asked.
    EncodedImage landed = memory.peek(sha256);
    if (landed != null) {
      return CompletableFuture.completedFuture(Optional.of(landed));
    }
    CompletableFuture<Optional<EncodedImage>> onDisk = disk.get(sha256);
    return bucket == null
        ? onDisk.thenApply(this::remember)
        : onDisk
            .exceptionally(failure -> Optional.empty())
            .thenCompose(
                found ->
                    found.isPresent()
                        ? CompletableFuture.completedFuture(remember(found))
                        : fetch(bucket, sha256));
  }

  private CompletionStage<Optional<EncodedImage>> fetch(BucketTier bucket, String sha256) {
    return bucket
        .get(sha256)
        .thenApply(
            found -> {
              // Whether it can be written or not, it is served.
              if (found.isPresent()) {
                CompletableFuture<?> unused = disk.put(found.get(), false);
              }
              return remember(found);
            });
  }

  private Optional<EncodedImage> remember(Optional<EncodedImage> found) {
    found.ifPresent(memory::put);
    return found;
  }

  @Override
  public Future<Void> remove(String sha256) {
    memory.remove(sha256);
    CompletionStage<?> gone = disk.remove(sha256);
    if (bucket != null) {
      gone = gone.thenCompose(v -> bucket.remove(sha256));
    }
    // Once more: a reader may have brought it back from below meanwhile.
    return future(gone).onComplete(done -> memory.remove(sha256)).mapEmpty();
  }

  private <T> Future<T> future(CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, vertx.getOrCreateContext());
  }

  @Override
  public Future<Void> close() {
    end.run();
    return disk.close(PATIENCE)
        .eventually(() -> bucket == null ? Future.succeededFuture() : bucket.close(PATIENCE))
        .onComplete(closed -> memory.close());
  }
}
