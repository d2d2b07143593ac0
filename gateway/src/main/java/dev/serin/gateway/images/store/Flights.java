package dev.serin.gateway.images.store;

import dev.serin.worker.api.EncodedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** One read of an image at a time, however many wait for it. Each gets a reference of its own. */
final class Flights {
  private final ConcurrentMap<String, List<CompletableFuture<Optional<EncodedImage>>>> waiting =
      new ConcurrentHashMap<>();

  /**
   * Waits for the read that is under way, or else for {@code read}.
   *
   * @return what the caller may complete itself when it waits no longer
   */
  CompletableFuture<Optional<EncodedImage>> join(
      String sha256, Supplier<? extends CompletionStage<Optional<EncodedImage>>> read) {
    CompletableFuture<Optional<EncodedImage>> mine = new CompletableFuture<>();
    List<CompletableFuture<Optional<EncodedImage>>> all =
        waiting.compute(
            sha256,
            (key, others) -> {
              List<CompletableFuture<Optional<EncodedImage>>> now =
                  others == null ? new ArrayList<>(1) : others;
              now.add(mine);
              return now;
            });
    // Only the first of a list finds itself at its head.
    if (all.get(0) == mine) {
      read.get()
          .whenComplete(
              (found, failure) -> {
                if (failure == null) {
                  land(sha256, found);
                } else {
                  all(sha256).forEach(one -> one.completeExceptionally(failure));
                }
              });
    }
    return mine;
  }

  private void land(String sha256, Optional<EncodedImage> found) {
    all(sha256).forEach(one -> give(one, found));
    found.ifPresent(EncodedImage::close);
  }

  private List<CompletableFuture<Optional<EncodedImage>>> all(String sha256) {
    List<CompletableFuture<Optional<EncodedImage>>> all = waiting.remove(sha256);
    return all == null ? List.of() : all;
  }

  private static void give(
      CompletableFuture<Optional<EncodedImage>> to, Optional<EncodedImage> found) {
    Optional<EncodedImage> own = found.map(EncodedImage::retain);
    if (!to.complete(own)) {
      own.ifPresent(EncodedImage::close);
    }
  }
}
