package dev.serin.gateway.results;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_VERSION;

import dev.serin.gateway.cdn.CdnResponse;
import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.cdn.Digests;
import dev.serin.gateway.cdn.Freshness;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.ops.RequestFacts;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code GET /cdn/results/{model}/{version}/{hex}}: what one version says of one image. Computed on
 * demand as long as the image is kept.
 */
public final class ResultHandler implements Handler<RoutingContext> {
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
  private static final CharSequence HIT = HttpHeaders.createOptimized("serin; hit");
  private static final CharSequence MISS = HttpHeaders.createOptimized("serin; fwd=miss");
  private static final CharSequence COLLAPSED =
      HttpHeaders.createOptimized("serin; fwd=miss; collapsed");

  /**
   * What is answered, and how.
   *
   * @param freshness what caches are told
   */
  public record Publication(ResultDocuments documents, CdnUrls urls, Freshness freshness) {}

  private final InferenceClient client;
  private final ModelRouter router;
  private final ResultCache results;
  private final ImageStore images;
  private final Publication publication;
  private final Top top;
  private final Duration deadline;

  public ResultHandler(
      InferenceClient client,
      ModelRouter router,
      ResultCache results,
      ImageStore images,
      Publication publication,
      Top top,
      Duration deadline) {
    this.client = client;
    this.router = router;
    this.results = results;
    this.images = images;
    this.publication = publication;
    this.top = top;
    this.deadline = deadline;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Freshness freshness = publication.urls().check(request, publication.freshness());
    ResultKey key = key(request);
    Optional<Classification> finished = results.finished(key);
    Future<Classification> answer;
    if (finished.isPresent()) {
      context.response().headers().add(CACHE_STATUS, HIT);
      answer = Future.succeededFuture(finished.get());
    } else {
      answer = compute(context, key);
    }
    answer
        .map(found -> publication.documents().of(key, found))
        .onSuccess(document -> CdnResponse.send(context, document, freshness))
        .onFailure(context::fail);
  }

  private ResultKey key(HttpServerRequest request) {
    ResultAddress address =
        ResultAddress.of(request.path())
            .filter(found -> Digests.isSha256(found.image()))
            .orElseThrow(ResultHandler::unknownImage);
    ModelInfo known = router.model(client.catalog(), address.model());
    VersionInfo served =
        known
            .version(address.version())
            .filter(v -> v.state() == VersionInfo.State.READY)
            .orElseThrow(
                () -> new Problem(UNKNOWN_VERSION, "no such version is served").exception());
    requireDigest(request, served);
    return ResultKey.of(known.name(), served, address.image(), top.read(request));
  }

  /** An address that was made for other bytes is not answered by these. */
  private static void requireDigest(HttpServerRequest request, VersionInfo served) {
    // Most have no query, and need not be parsed.
    String wanted = request.query() == null ? null : request.getParam(CdnUrls.DIGEST);
    if (wanted != null && !wanted.equals(CdnUrls.shortened(String.valueOf(served.digest())))) {
      throw new Problem(
              UNKNOWN_VERSION,
              "the address is of other bytes than version '%s' has: its digest begins with %s"
                  .formatted(served.version(), CdnUrls.shortened(String.valueOf(served.digest()))))
          .exception();
    }
  }

  private Future<Classification> compute(RoutingContext context, ResultKey key) {
    return images
        .get(key.image())
        .map(found -> found.orElseThrow(ResultHandler::unknownImage))
        .compose(image -> ask(context, key, image));
  }

  /** The cache retains the image for as long as it is worked on. */
  private Future<Classification> ask(RoutingContext context, ResultKey key, EncodedImage image) {
    Waiter waiter;
    try (image) {
      waiter = results.ask(key, image, RequestFacts.of(context).span());
    }
    context.addEndHandler(ended -> waiter.close());
    context
        .response()
        .headers()
        .add(
            CACHE_STATUS,
            switch (waiter.source()) {
              case HIT -> HIT;
              case MISS -> MISS;
              case COLLAPSED -> COLLAPSED;
            });
    return waiter.answer(context.vertx().getOrCreateContext(), deadline);
  }

  private static RuntimeException unknownImage() {
    return new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here").exception();
  }
}
