package dev.serin.gateway.images;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Images in memory, up to a number of bytes. */
public final class MemoryImageStore implements ImageStore {
  /** What an entry costs beside the bytes of its image: so that tiny ones are bounded too. */
  private static final int ENTRY_BYTES = 256;

  private final Cache<String, EncodedImage> images;

  /**
   * @param bytesMax most bytes kept
   */
  public MemoryImageStore(long bytesMax, MeterRegistry meters) {
    images =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((String digest, EncodedImage image) -> ENTRY_BYTES + image.size())
            .removalListener((digest, image, cause) -> close(image))
            .executor(Runnable::run)
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, images, "images");
  }

  @Override
  public Future<Void> put(EncodedImage image) {
    if (images.asMap().putIfAbsent(image.sha256(), image.retain()) != null) {
      image.close();
    }
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<EncodedImage>> get(String sha256) {
    // One that is evicted at this moment may be gone before it is retained.
    return Future.succeededFuture(
        Optional.ofNullable(images.getIfPresent(sha256)).filter(EncodedImage::tryRetain));
  }

  @Override
  public Future<Void> close() {
    images.invalidateAll();
    return Future.succeededFuture();
  }

  private static void close(@Nullable EncodedImage image) {
    if (image != null) {
      image.close();
    }
  }
}
