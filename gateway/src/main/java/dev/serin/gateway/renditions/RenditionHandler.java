package dev.serin.gateway.renditions;

import static dev.serin.gateway.error.ProblemCode.BAD_PARAMETER;
import static dev.serin.gateway.error.ProblemCode.UNKNOWN_IMAGE;

import dev.serin.gateway.cdn.CdnResponse;
import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.gateway.cdn.Digests;
import dev.serin.gateway.cdn.Freshness;
import dev.serin.gateway.cdn.Representation;
import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.gateway.config.RenditionsConfig;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.images.ImageHandler;
import dev.serin.worker.api.RenditionRequest.Format;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /cdn/images/{hex}?w=320&format=webp}: a smaller copy of an image. Only listed widths
 * and formats are made, so that nobody can fill caches, or keep threads busy, by asking for each
 * number there is. A request for neither is for the image itself, and goes on to its handler.
 */
public final class RenditionHandler implements Handler<RoutingContext> {
  private static final String WIDTH = "w";
  private static final String FORMAT = "format";

  private final Renditions renditions;
  private final CdnUrls urls;
  private final ImageHandler image;

  /**
   * @param image answers requests for the image itself
   */
  public RenditionHandler(Renditions renditions, CdnUrls urls, ImageHandler image) {
    this.renditions = renditions;
    this.urls = urls;
    this.image = image;
  }

  @Override
  public void handle(RoutingContext context) {
    // Most requests have no query, and reading one costs a map.
    String query = context.request().query();
    MultiMap parameters = query == null ? null : context.request().params();
    if (parameters == null || !(parameters.contains(WIDTH) || parameters.contains(FORMAT))) {
      image.handle(context);
      return;
    }
    Freshness freshness = urls.check(context.request(), ImageHandler.FRESHNESS);
    String digest = context.request().path().substring(CdnUrls.IMAGES.length());
    if (!Digests.isSha256(digest)) {
      throw new Problem(UNKNOWN_IMAGE, "no image of that digest is kept here").exception();
    }
    RenditionKey key = new RenditionKey(digest, width(parameters), format(parameters));
    here(context, renditions.get(key))
        .onSuccess(copy -> CdnResponse.send(context, representation(key, copy), freshness))
        .onFailure(context::fail);
  }

  private int width(MultiMap parameters) {
    List<Integer> widths = renditions.config().widths();
    String given = one(parameters, WIDTH);
    return widths.stream()
        .filter(width -> width.toString().equals(given))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    widths.isEmpty()
                        ? "there are no renditions here"
                        : "w must be one of "
                            + widths.stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))));
  }

  private Format format(MultiMap parameters) {
    RenditionsConfig config = renditions.config();
    String given = one(parameters, FORMAT);
    if (given == null && !parameters.contains(FORMAT)) {
      return Renditions.format(config.formats().get(0));
    }
    if (given == null || !config.formats().contains(given)) {
      throw bad("format must be one of " + String.join(", ", config.formats()));
    }
    return Renditions.format(given);
  }

  /** The value, or null where there is not exactly one. */
  private static @Nullable String one(MultiMap parameters, String name) {
    List<String> all = parameters.getAll(name);
    return all.size() == 1 ? all.get(0) : null;
  }

  private static Future<Copy> here(RoutingContext context, CompletableFuture<Copy> copy) {
    Context loop = context.vertx().getOrCreateContext();
    return Future.fromCompletionStage(copy, loop);
  }

  private static Representation representation(RenditionKey key, Copy copy) {
    return new Representation(
        key.format().mediaType(), copy.tag(), copy.file(), SurrogateKeys.image(key.image()));
  }

  private static RuntimeException bad(String detail) {
    return new Problem(BAD_PARAMETER, detail).exception();
  }
}
