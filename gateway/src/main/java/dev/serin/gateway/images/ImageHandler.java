package dev.serin.gateway.images;

import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;

import dev.serin.gateway.cdn.CdnResponse;
import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.cdn.Digests;
import dev.serin.gateway.cdn.Freshness;
import dev.serin.gateway.cdn.Representation;
import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.gateway.error.Problem;
import dev.serin.worker.api.EncodedImage;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/** {@code GET /cdn/images/{hex}}: an uploaded image, byte for byte. */
public final class ImageHandler implements Handler<RoutingContext> {
  /** An image is what its address says, whatever becomes of models. */
  public static final Freshness FRESHNESS = Freshness.immutable(Duration.ofDays(365));

  private final ImageStore images;
  private final CdnUrls urls;

  public ImageHandler(ImageStore images, CdnUrls urls) {
    this.images = images;
    this.urls = urls;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    Freshness freshness = urls.check(request, FRESHNESS);
    String path = request.path();
    String digest = path.startsWith(CdnUrls.IMAGES) ? path.substring(CdnUrls.IMAGES.length()) : "";
    if (!Digests.isSha256(digest)) {
      throw unknown();
    }
    images
        .get(digest)
        .map(found -> found.orElseThrow(ImageHandler::unknown))
        .onSuccess(image -> send(context, image, freshness))
        .onFailure(context::fail);
  }

  /** Vert.x never releases such a buffer, so the image stays open until it is written. */
  private static void send(RoutingContext context, EncodedImage image, Freshness freshness) {
    try {
      CdnResponse.send(context, representation(image), freshness).onComplete(done -> image.close());
    } catch (RuntimeException e) {
      image.close();
      context.fail(e);
    }
  }

  private static Representation representation(EncodedImage image) {
    return new Representation(
        ImageFormat.mediaType(image.content()),
        image.sha256(),
        BufferInternal.buffer(image.content()),
        SurrogateKeys.image(image.sha256()));
  }

  private static RuntimeException unknown() {
    return new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here").exception();
  }
}
