package dev.serin.gateway.images;

import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Future;
import java.util.Optional;

/** Keeps images under the digest of their bytes. May forget any of them at any time. */
public interface ImageStore {
  /** Keeps {@code image}, and retains it for that; storing it again changes nothing. */
  Future<Void> put(EncodedImage image);

  /**
   * @param sha256 64 lower-case hexadecimal digits
   * @return the image, which the receiver closes
   */
  Future<Optional<EncodedImage>> get(String sha256);

  /** Gives back what it holds; nothing is asked of it afterwards. */
  Future<Void> close();
}
