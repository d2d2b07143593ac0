package dev.serin.gateway.images;

import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Future;
import java.util.Optional;

/** Keeps images under the digest of their bytes. May forget any of them at any time. */
public interface ImageStore {
  /**
   * Keeps {@code image}, and retains it for that; storing it again changes nothing. Completes once
   * the image outlives this process, where images are kept on disk; fails where it could not be
   * written. It may be had from memory even then, for a while.
   */
  Future<Void> put(EncodedImage image);

  /**
   * @param sha256 64 lower-case hexadecimal digits
   * @return the image, which the receiver closes; fails with a problem where it may be kept and
   *     cannot be read now
   */
  Future<Optional<EncodedImage>> get(String sha256);

  /**
   * Forgets the image, wherever it is kept. Completes once it is gone; fails where a place could
   * not be reached, and may be asked again then. One that is not there is no failure.
   */
  Future<Void> remove(String sha256);

  /** Ends what is under way, within seconds, and gives all memory back. */
  Future<Void> close();
}
