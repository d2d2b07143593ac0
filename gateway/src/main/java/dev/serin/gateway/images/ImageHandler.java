package dev.serin.gateway.images;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;

import dev.serin.gateway.error.Problem;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Handler;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /cdn/images/{hex}}: an uploaded image, byte for byte. */
public final class ImageHandler implements Handler<RoutingContext> {
  private final ImageStore images;

  public ImageHandler(ImageStore images) {
    this.images = images;
  }

  @Override
  public void handle(RoutingContext context) {
    String digest = context.pathParam("hex");
    if (!CdnResponse.isDigest(digest)) {
      context.fail(unknown());
      return;
    }
    images
        .get(digest)
        .map(found -> found.orElseThrow(ImageHandler::unknown))
        .onSuccess(image -> send(context, image))
        .onFailure(context::fail);
  }

  private static void send(RoutingContext context, EncodedImage image) {
    String mediaType =
        ImageFormat.of(image.content())
            .map(ImageFormat::mediaType)
            .orElse("application/octet-stream");
    // Vert.x never releases what such a buffer wraps, so the image stays open until it is written.
    CdnResponse.send(
            context.request(), mediaType, image.sha256(), BufferInternal.buffer(image.content()))
        .onComplete(written -> image.close());
  }

  private static RuntimeException unknown() {
    return new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here").exception();
  }
}
