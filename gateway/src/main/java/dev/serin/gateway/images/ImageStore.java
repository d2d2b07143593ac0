package dev.serin.gateway.images;

import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Future;
import java.util.Optional;

/** Keeps images under the digest of their bytes. May forget any of them at any time. */
public interface ImageStore {
  /** Keeps {@code image}; storing it again changes nothing. */
  Future<Void> put(EncodedImage image);

  /**
   * @param sha256 64 lower-case hexadecimal digits
   */
  Future<Optional<EncodedImage>> get(String sha256);
}
