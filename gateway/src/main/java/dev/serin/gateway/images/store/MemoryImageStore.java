package dev.serin.gateway.images.store;

import dev.serin.gateway.images.ImageStore;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Future;
import java.util.Optional;

/** Images in memory only: a restart forgets them. */
final class MemoryImageStore implements ImageStore {
  private final MemoryTier memory;

  MemoryImageStore(MemoryTier memory) {
    this.memory = memory;
  }

  @Override
  public Future<Void> put(EncodedImage image) {
    memory.put(image);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<EncodedImage>> get(String sha256) {
    return Future.succeededFuture(Optional.ofNullable(memory.get(sha256)));
  }

  @Override
  public Future<Void> remove(String sha256) {
    memory.remove(sha256);
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> close() {
    memory.close();
    return Future.succeededFuture();
  }
}
