package dev.serin.gateway.images.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.gateway.images.store.StoreMeters.Tier;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import org.jspecify.annotations.Nullable;

/** Images in native memory, up to a number of bytes. */
final class MemoryTier {
  /** What an entry costs beside the bytes of its image: so that tiny ones are bounded too. */
  private static final int ENTRY_BYTES = 256;

  private final Cache<String, EncodedImage> images;
  private final Counter hits;
  private final Counter misses;

  /**
   * @param bytesMax most bytes kept; what readers still hold of evicted ones comes on top
   */
  MemoryTier(long bytesMax, MeterRegistry registry) {
    images =
        Caffeine.newBuilder()
            .maximumWeight(bytesMax)
            .weigher((String digest, EncodedImage image) -> ENTRY_BYTES + image.size())
            .removalListener((digest, image, cause) -> close(image))
            .executor(Runnable::run)
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(registry, images, "images");
    StoreMeters meters = new StoreMeters(registry);
    hits = meters.asked(Tier.MEMORY, true);
    misses = meters.asked(Tier.MEMORY, false);
  }

  void put(EncodedImage image) {
    // Known images are the common case, and reading is cheaper than trying to write.
    if (images.getIfPresent(image.sha256()) == null
        && images.asMap().putIfAbsent(image.sha256(), image.retain()) != null) {
      image.close();
    }
  }

  /** The image with a reference for the caller. One that is being evicted is not here any more. */
  @Nullable EncodedImage get(String sha256) {
    EncodedImage found = images.getIfPresent(sha256);
    boolean hit = found != null && found.tryRetain();
    (hit ? hits : misses).increment();
    return hit ? found : null;
  }

  /** The same, of whom nobody has asked. */
  @Nullable EncodedImage peek(String sha256) {
    EncodedImage found = images.getIfPresent(sha256);
    return found != null && found.tryRetain() ? found : null;
  }

  void remove(String sha256) {
    images.invalidate(sha256);
  }

  void close() {
    images.invalidateAll();
    images.cleanUp();
  }

  private static void close(@Nullable EncodedImage image) {
    if (image != null) {
      image.close();
    }
  }
}
