package dev.serin.gateway.catalog;

import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.ModelRouter;
import dev.serin.gateway.routing.Split;
import dev.serin.gateway.routing.Traffic;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.InferenceClient;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/models} and {@code GET /v1/models/{model}}. */
public final class CatalogHandler {
  private final InferenceClient client;
  private final ModelRouter router;
  private final LiveTraffic traffic;

  public CatalogHandler(InferenceClient client, ModelRouter router, LiveTraffic traffic) {
    this.client = client;
    this.router = router;
    this.traffic = traffic;
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

  private JsonObject json(ModelInfo listed, boolean labels) {
    Traffic now = traffic.of(listed.name());
    ModelInfo model = now.over(listed);
    JsonArray versions = new JsonArray();
    model.versions().forEach(version -> versions.add(json(version, labels)));
    return new JsonObject()
        .put("model", model.name())
        .put("stable", model.stable())
        .put("canary", now.split() == null ? null : now.split().candidate())
        .put("weights", weights(model, now.split()))
        .put("versions", versions);
  }

  /** Of the requests that pin nothing. A candidate that cannot answer gets none of them. */
  private static JsonObject weights(ModelInfo model, @Nullable Split split) {
    int canary = split != null && canAnswer(model, split.candidate()) ? split.weight() : 0;
    JsonObject weights = new JsonObject();
    if (model.stable() != null) {
      weights.put(model.stable(), share(UnitHash.BUCKETS - canary));
    }
    return split == null ? weights : weights.put(split.candidate(), share(canary));
  }

  private static boolean canAnswer(ModelInfo model, String version) {
    return model.version(version).filter(v -> v.state() == State.READY).isPresent();
  }

  private static Number share(int buckets) {
    return buckets % UnitHash.BUCKETS == 0
        ? (Number) (buckets / UnitHash.BUCKETS)
        : (Number) ((double) buckets / UnitHash.BUCKETS);
  }

  private static JsonObject json(VersionInfo version, boolean labels) {
    JsonObject json =
        new JsonObject()
            .put("version", version.version())
            .put("state", version.state().name().toLowerCase(Locale.ROOT))
            .put("reason", version.reason())
            .put("digest", version.digest() == null ? null : "sha256:" + version.digest())
            .put("accuracy", version.accuracy())
            .put("providers", new JsonArray(version.providers()));
    return labels ? json.put("labels", new JsonArray(List.copyOf(version.labels()))) : json;
  }
}
