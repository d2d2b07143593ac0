package dev.serin.gateway.renditions;

import dev.serin.worker.api.Rendition;
import dev.serin.worker.api.Sha256;
import io.vertx.core.buffer.Buffer;

/**
 * A copy as it is kept.
 *
 * @param tag SHA-256 of the file
 */
record Copy(Buffer file, String tag) {
  static Copy of(Rendition rendition) {
    return new Copy(rendition.file(), Sha256.hex(rendition.file().getBytes()));
  }
}
