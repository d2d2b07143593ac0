package dev.serin.gateway.cdn;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;

/** Bytes that never change under their address, and the headers that speak of them, ready to go. */
public final class Representation {
  private final CharSequence mediaType;
  private final String etag;
  private final CharSequence etagHeader;
  private final CharSequence reprDigest;
  private final CharSequence length;
  private final CharSequence surrogateKey;
  private final CharSequence cacheTag;
  private final Buffer body;

  /**
   * @param sha256 of {@code body}: the strong validator
   * @param surrogateKeys what a purge may call it ({@link SurrogateKeys})
   * @param body not empty; not copied, and must live until the answer is written
   */
  public Representation(
      CharSequence mediaType, String sha256, Buffer body, String... surrogateKeys) {
    this.mediaType = mediaType;
    this.body = body;
    etag = '"' + sha256 + '"';
    etagHeader = HttpHeaders.createOptimized(etag);
    reprDigest = HttpHeaders.createOptimized(Digests.reprDigest(sha256));
    length = HttpHeaders.createOptimized(Integer.toString(body.length()));
    surrogateKey = HttpHeaders.createOptimized(String.join(" ", surrogateKeys));
    cacheTag = HttpHeaders.createOptimized(String.join(",", surrogateKeys));
  }

  CharSequence mediaType() {
    return mediaType;
  }

  /** The strong validator, with its quotes. */
  String etag() {
    return etag;
  }

  CharSequence etagHeader() {
    return etagHeader;
  }

  CharSequence reprDigest() {
    return reprDigest;
  }

  /** {@link #size} in words. */
  CharSequence length() {
    return length;
  }

  CharSequence surrogateKey() {
    return surrogateKey;
  }

  CharSequence cacheTag() {
    return cacheTag;
  }

  Buffer body() {
    return body;
  }

  /** Bytes. */
  public int size() {
    return body.length();
  }

  /** Roughly what it takes of the heap, where its body lies there. */
  public int heapBytes() {
    // Object headers, arrays and fields of seven texts; found by measuring, rounded up.
    return 640
        + body.length()
        + 2 * etag.length()
        + reprDigest.length()
        + surrogateKey.length()
        + cacheTag.length();
  }
}
