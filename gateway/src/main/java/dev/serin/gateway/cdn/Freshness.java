package dev.serin.gateway.cdn;

import io.vertx.core.http.HttpHeaders;
import java.time.Duration;

/**
 * How long caches may keep an answer without asking again. What is kept never changes, so the two
 * differ only in who can be told to forget it: a CDN can be purged, a browser cannot.
 */
public final class Freshness {
  /** A year: as good as for ever (RFC 9111). */
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private final long browserSeconds;
  private final long cdnSeconds;
  private final CharSequence cacheControl;
  private final CharSequence cdnCacheControl;

  private Freshness(long browserSeconds, long cdnSeconds) {
    this.browserSeconds = browserSeconds;
    this.cdnSeconds = cdnSeconds;
    this.cacheControl = value(browserSeconds);
    this.cdnCacheControl = value(cdnSeconds);
  }

  /**
   * A year for browsers.
   *
   * @param cdn for caches that can be purged
   */
  public static Freshness immutable(Duration cdn) {
    return new Freshness(FOR_EVER.toSeconds(), Math.min(cdn.toSeconds(), FOR_EVER.toSeconds()));
  }

  /** The same, but no cache keeps it longer than {@code seconds}. */
  Freshness atMost(long seconds) {
    return seconds >= browserSeconds && seconds >= cdnSeconds
        ? this
        : new Freshness(Math.min(browserSeconds, seconds), Math.min(cdnSeconds, seconds));
  }

  CharSequence cacheControl() {
    return cacheControl;
  }

  /** RFC 9213. */
  CharSequence cdnCacheControl() {
    return cdnCacheControl;
  }

  private static CharSequence value(long seconds) {
    return HttpHeaders.createOptimized("public, max-age=" + seconds + ", immutable");
  }
}
