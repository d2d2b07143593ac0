package dev.serin.gateway.images.store;

import dev.serin.worker.api.EncodedImage;
import org.jspecify.annotations.Nullable;

/** An object store. Everything blocks, and fails with whatever its client throws. */
interface Bucket extends AutoCloseable {
  void put(EncodedImage image) throws Exception;

  /**
   * The image, if it is there; the receiver closes it.
   *
   * @param sizeMax a larger object is not read
   * @throws DamagedImageException where the bytes are not those that the name promises
   */
  @Nullable EncodedImage get(String sha256, long sizeMax) throws Exception;

  /** Deletes the image; one that is not there is no failure. */
  void remove(String sha256) throws Exception;

  @Override
  void close();
}
