package dev.serin.gateway.cdn;

import static dev.serin.gateway.error.ProblemCode.PRECONDITION_FAILED;
import static dev.serin.gateway.error.ProblemCode.RANGE_NOT_SATISFIABLE;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.error.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;

/**
 * Answers a GET or HEAD for bytes that never change under their address: preconditions and ranges
 * of RFC 9110, in the order of its section 13.2.2. There is no Last-Modified, because the strong
 * validator says all, so what depends on dates is ignored, and a date in If-Range matches nothing.
 */
public final class CdnResponse {
  private static final CharSequence CDN_CACHE_CONTROL =
      HttpHeaders.createOptimized("CDN-Cache-Control");
  private static final CharSequence REPR_DIGEST = HttpHeaders.createOptimized("Repr-Digest");
  private static final CharSequence SURROGATE_KEY = HttpHeaders.createOptimized("Surrogate-Key");
  private static final CharSequence CACHE_TAG = HttpHeaders.createOptimized("Cache-Tag");
  private static final CharSequence OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
  private static final CharSequence SANDBOX =
      HttpHeaders.createOptimized("default-src 'none'; sandbox");
  private static final CharSequence RESOURCE_POLICY =
      HttpHeaders.createOptimized("Cross-Origin-Resource-Policy");

  /** A page of any site may show it, also one that isolates itself: that is what it is for. */
  private static final CharSequence CROSS_ORIGIN = HttpHeaders.createOptimized("cross-origin");

  private static final CharSequence RANGE = HttpHeaders.createOptimized("Range");
  private static final CharSequence IF_RANGE = HttpHeaders.createOptimized("If-Range");
  private static final CharSequence BYTES = HttpHeaders.createOptimized("bytes");

  private CdnResponse() {}

  /**
   * @return done once all is written, or failed because nobody is there to read it; either way the
   *     request is answered, and the body need not live any longer
   */
  public static Future<Void> send(
      RoutingContext context, Representation found, Freshness freshness) {
    HttpServerRequest request = context.request();
    MultiMap asked = request.headers();
    if (asked.contains(HttpHeaders.IF_MATCH)
        && !EntityTags.strongly(asked.getAll(HttpHeaders.IF_MATCH), found.etag())) {
      return failed(context, PRECONDITION_FAILED, "the ETag here is " + found.etag());
    }
    HttpServerResponse response = request.response();
    if (asked.contains(HttpHeaders.IF_NONE_MATCH)
        && EntityTags.weakly(asked.getAll(HttpHeaders.IF_NONE_MATCH), found.etag())) {
      addCaching(response.headers(), found, freshness);
      return response.setStatusCode(304).end();
    }
    Optional<List<ByteRange>> ranges = ranges(request, found);
    if (ranges.isEmpty()) {
      addAll(response.headers(), found, freshness);
      return end(request, found.mediaType(), found.length(), found.body());
    }
    if (ranges.get().isEmpty()) {
      response.putHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + found.size());
      return failed(context, RANGE_NOT_SATISFIABLE, "it has " + found.size() + " bytes");
    }
    addAll(response.headers(), found, freshness);
    return sendParts(request, found, ranges.get());
  }

  /** Nothing where the whole is to be sent. Only GET knows ranges. */
  private static Optional<List<ByteRange>> ranges(HttpServerRequest request, Representation found) {
    MultiMap asked = request.headers();
    if (!asked.contains(RANGE) || !request.method().equals(HttpMethod.GET)) {
      return Optional.empty();
    }
    String condition = asked.get(IF_RANGE);
    List<String> ranges = asked.getAll(RANGE);
    return ranges.size() == 1 && (condition == null || condition.strip().equals(found.etag()))
        ? RangeHeader.read(ranges.get(0), found.size())
        : Optional.empty();
  }

  private static Future<Void> sendParts(
      HttpServerRequest request, Representation found, List<ByteRange> ranges) {
    HttpServerResponse response = request.response().setStatusCode(206);
    if (ranges.size() > 1) {
      Buffer parts = ByteRanges.body(found, ranges);
      return end(
          request, ByteRanges.mediaType(found.etag()), Integer.toString(parts.length()), parts);
    }
    ByteRange range = ranges.get(0);
    response.headers().add(HttpHeaders.CONTENT_RANGE, range.of(found.size()));
    return end(
        request,
        found.mediaType(),
        Integer.toString(range.length()),
        found.body().slice(range.first(), range.last() + 1));
  }

  private static Future<Void> end(
      HttpServerRequest request, CharSequence mediaType, CharSequence length, Buffer body) {
    HttpServerResponse response = request.response();
    response
        .headers()
        .add(HttpHeaders.CONTENT_TYPE, mediaType)
        .add(HttpHeaders.CONTENT_LENGTH, length);
    return request.method().equals(HttpMethod.HEAD) ? response.end() : response.end(body);
  }

  private static void addAll(MultiMap headers, Representation found, Freshness freshness) {
    addCaching(headers, found, freshness);
    headers
        .add(HttpHeaders.ACCEPT_RANGES, BYTES)
        .add(REPR_DIGEST, found.reprDigest())
        .add(OPTIONS, NOSNIFF)
        .add(POLICY, SANDBOX)
        .add(RESOURCE_POLICY, CROSS_ORIGIN);
  }

  /** What a 304 says too: a cache renews with it what it has. */
  private static void addCaching(MultiMap headers, Representation found, Freshness freshness) {
    headers
        .add(HttpHeaders.ETAG, found.etagHeader())
        .add(HttpHeaders.CACHE_CONTROL, freshness.cacheControl())
        .add(CDN_CACHE_CONTROL, freshness.cdnCacheControl())
        .add(SURROGATE_KEY, found.surrogateKey())
        .add(CACHE_TAG, found.cacheTag());
  }

  private static Future<Void> failed(RoutingContext context, ProblemCode code, String detail) {
    context.fail(new Problem(code, detail).exception());
    return Future.succeededFuture();
  }
}
