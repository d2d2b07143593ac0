package dev.serin.gateway.purge;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/** Any program that takes keys and URLs as JSON: most often a few lines in front of a CDN's API. */
record HttpTarget(HookClient client, URI url) implements Target {
  @Override
  public String name() {
    return "http " + url;
  }

  @Override
  public Future<String> send(Purge purge) {
    JsonObject body =
        new JsonObject()
            .put("reason", purge.reason())
            .put("keys", new JsonArray(purge.keys()))
            .put("urls", new JsonArray(purge.urls()));
    return client
        .send("POST", url, Map.of("Content-Type", "application/json"), body.toBuffer(), Set.of())
        .map(status -> "it answered " + status);
  }
}
