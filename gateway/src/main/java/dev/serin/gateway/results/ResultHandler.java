package dev.serin.gateway.results;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_VERSION;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.images.CdnResponse;
import dev.serin.gateway.images.ImageStore;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.Sha256;
import dev.serin.worker.api.VersionInfo;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * {@code GET /cdn/results/{model}/{version}/{hex}}: what one version says of one image. Computed on
 * demand as long as the image is kept.
 */
public final class ResultHandler implements Handler<RoutingContext> {
  private final InferenceClient client;
  private final ModelRouter router;
  private final ResultCache results;
  private final ImageStore images;
  private final Top top;
  private final Duration deadline;

  public ResultHandler(
      InferenceClient client,
      ModelRouter router,
      ResultCache results,
      ImageStore images,
      Top top,
      Duration deadline) {
    this.client = client;
    this.router = router;
    this.results = results;
    this.images = images;
    this.top = top;
    this.deadline = deadline;
  }

  @Override
  public void handle(RoutingContext context) {
    ResultKey key = key(context);
    results
        .finished(key)
        .map(Future::succeededFuture)
        .orElseGet(() -> compute(context, key))
        .onSuccess(answer -> send(context, key, answer))
        .onFailure(context::fail);
  }

  private ResultKey key(RoutingContext context) {
    ModelInfo model = router.model(client.catalog(), context.pathParam("model"));
    String name = context.pathParam("version");
    VersionInfo version =
        model
            .version(name)
            .filter(v -> v.state() == VersionInfo.State.READY)
            .orElseThrow(
                () -> new Problem(UNKNOWN_VERSION, "no such version is served").exception());
    String digest = context.pathParam("hex");
    if (!CdnResponse.isDigest(digest)) {
      throw unknownImage();
    }
    return ResultKey.of(model.name(), version, digest, top.read(context.request()));
  }

  private Future<Classification> compute(RoutingContext context, ResultKey key) {
    return images
        .get(key.image())
        .map(found -> found.orElseThrow(ResultHandler::unknownImage))
        .compose(image -> ask(context, key, image));
  }

  private Future<Classification> ask(RoutingContext context, ResultKey key, EncodedImage image) {
    Waiter waiter;
    try (image) {
      waiter = results.ask(key, image);
    }
    context.addEndHandler(ended -> waiter.close());
    return waiter.answer(context.vertx().getOrCreateContext(), deadline);
  }

  private static void send(RoutingContext context, ResultKey key, Classification answer) {
    Buffer body = ResultJson.document(key, answer).toBuffer();
    // Of the bytes, not of the key: computed again in another batch, a last digit may differ.
    String tag = Sha256.hex(body.getBytes());
    CdnResponse.send(context.request(), "application/json", tag, body);
  }

  private static RuntimeException unknownImage() {
    return new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here").exception();
  }
}
