package dev.serin.gateway.catalog;

import dev.serin.gateway.routing.ModelRouter;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;

/** {@code GET /v1/models} and {@code GET /v1/models/{model}}. */
public final class CatalogHandler {
  private final InferenceClient client;
  private final ModelRouter router;

  public CatalogHandler(InferenceClient client, ModelRouter router) {
    this.client = client;
    this.router = router;
  }

  /** All models, without their labels. */
  public void all(RoutingContext context) {
    JsonArray models = new JsonArray();
    client.catalog().models().forEach(model -> models.add(json(model, false)));
    send(context, new JsonObject().put("models", models));
  }

  /** The model that the path names, with its labels. */
  public void one(RoutingContext context) {
    ModelInfo model = router.model(client.catalog(), context.pathParam("model"));
    send(context, json(model, true));
  }

  private static void send(RoutingContext context, JsonObject body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(body.toBuffer());
  }

  private static JsonObject json(ModelInfo model, boolean labels) {
    JsonArray versions = new JsonArray();
    model.versions().forEach(version -> versions.add(json(version, labels)));
    // Without a rollout, all requests that pin nothing go to stable.
    JsonObject weights = new JsonObject();
    if (model.stable() != null) {
      weights.put(model.stable(), 1);
    }
    return new JsonObject()
        .put("model", model.name())
        .put("stable", model.stable())
        .putNull("canary")
        .put("weights", weights)
        .put("versions", versions);
  }

  private static JsonObject json(VersionInfo version, boolean labels) {
    JsonObject json =
        new JsonObject()
            .put("version", version.version())
            .put("state", version.state().name().toLowerCase(Locale.ROOT))
            .put("reason", version.reason())
            .put("digest", version.digest() == null ? null : "sha256:" + version.digest())
            .put("accuracy", version.accuracy());
    return labels ? json.put("labels", new JsonArray(List.copyOf(version.labels()))) : json;
  }
}
