package dev.serin.gateway.renditions;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.gateway.config.RenditionsConfig;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.images.ImageStore;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.ImageClient;
import dev.serin.worker.api.RenditionRequest;
import dev.serin.worker.api.RenditionRequest.Format;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies already made, up to a number of bytes, and one making at a time of each: who asks for the
 * same meanwhile waits for that one. A failure is not kept. Thread-safe.
 */
public final class Renditions {
  /** What an entry costs beside the bytes of its file. */
  private static final int ENTRY_BYTES = 256;

  private final ImageClient client;
  private final ImageStore images;
  private final RenditionsConfig config;
  private final LongSupplier nanoTime;
  private final Cache<RenditionKey, Copy> copies;
  private final Map<RenditionKey, CompletableFuture<Copy>> flights = new ConcurrentHashMap<>();

  /**
   * @param nanoTime clock of the deadlines: {@link System#nanoTime()}, but for tests
   */
  public Renditions(
      ImageClient client,
      ImageStore images,
      RenditionsConfig config,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.client = client;
    this.images = images;
    this.config = config;
    this.nanoTime = nanoTime;
    copies =
        Caffeine.newBuilder()
            .maximumWeight(config.memory())
            .weigher((RenditionKey key, Copy copy) -> ENTRY_BYTES + copy.file().length())
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, copies, "renditions");
  }

  /** The copy, which others may be waiting for too; it completes on any thread. */
  CompletableFuture<Copy> get(RenditionKey key) {
    Copy kept = copies.getIfPresent(key);
    if (kept != null) {
      return CompletableFuture.completedFuture(kept);
    }
    CompletableFuture<Copy> mine = new CompletableFuture<>();
    CompletableFuture<Copy> other = flights.putIfAbsent(key, mine);
    if (other != null) {
      return other;
    }
    make(key)
        .onSuccess(
            copy -> {
              // Only while the flight is known: else it was forgotten meanwhile.
              flights.computeIfPresent(key, (k, flight) -> keep(k, copy, flight, mine));
              mine.complete(copy);
            })
        .onFailure(
            cause -> {
              flights.remove(key, mine);
              mine.completeExceptionally(cause);
            });
    return mine;
  }

  /**
   * Forgets all copies of an image, also those being made: who waits for one still gets it.
   *
   * @return how many were kept
   */
  public int forget(String image) {
    flights.keySet().removeIf(key -> key.image().equals(image));
    AtomicInteger forgotten = new AtomicInteger();
    copies
        .asMap()
        .keySet()
        .removeIf(key -> key.image().equals(image) && forgotten.incrementAndGet() > 0);
    return forgotten.get();
  }

  /** Every path under which a cache in front may hold a copy of {@code image}. */
  public List<String> urls(String image) {
    List<String> urls = new ArrayList<>();
    for (int width : config.widths()) {
      urls.add("/cdn/images/" + image + "?w=" + width);
      for (String format : config.formats()) {
        urls.add("/cdn/images/" + image + "?w=" + width + "&format=" + format);
      }
    }
    return urls;
  }

  RenditionsConfig config() {
    return config;
  }

  static Format format(String name) {
    return Format.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** What is known of the flight afterwards: nothing, if it is the one that has ended. */
  private @Nullable CompletableFuture<Copy> keep(
      RenditionKey key, Copy copy, CompletableFuture<Copy> flight, CompletableFuture<Copy> mine) {
    if (flight != mine) {
      return flight;
    }
    copies.put(key, copy);
    return null;
  }

  private Future<Copy> make(RenditionKey key) {
    return images
        .get(key.image())
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here")
                            .exception()))
        .compose(image -> render(key, image));
  }

  private Future<Copy> render(RenditionKey key, EncodedImage image) {
    return client
        .render(
            new RenditionRequest(
                image,
                key.width(),
                key.format(),
                config.quality(),
                nanoTime.getAsLong() + config.deadline().toNanos()))
        .map(Copy::of)
        .onComplete(done -> image.close());
  }
}
