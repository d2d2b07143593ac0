package dev.serin.gateway.images;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers a GET or HEAD for bytes that never change under their address. */
public final class CdnResponse {
  /** A year: as good as for ever (RFC 9111). */
  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  private CdnResponse() {}

  /** Whether {@code text} is a SHA-256 as addresses write it. */
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /**
   * @param mediaType what {@code body} is
   * @param tag strong validator: differs whenever the bytes do
   * @return done when {@code body} is written, or nobody is there to read it
   */
  public static Future<Void> send(
      HttpServerRequest request, String mediaType, String tag, Buffer body) {
    String etag = '"' + tag + '"';
    HttpServerResponse response =
        request
            .response()
            .putHeader(HttpHeaders.ETAG, etag)
            .putHeader(HttpHeaders.CACHE_CONTROL, IMMUTABLE)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Content-Security-Policy", "default-src 'none'; sandbox");
    if (matches(request.getHeader(HttpHeaders.IF_NONE_MATCH), etag)) {
      return response.setStatusCode(304).end();
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
        .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()));
    return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
  }

  private static boolean matches(@Nullable String ifNoneMatch, String etag) {
    return ifNoneMatch != null
        && Arrays.stream(ifNoneMatch.split(","))
            .map(String::strip)
            .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
            .anyMatch(tag -> tag.equals("*") || tag.equals(etag));
  }
}
