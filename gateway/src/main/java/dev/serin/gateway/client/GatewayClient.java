package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Speaks to the public port of one gateway. */
public final class GatewayClient {
  private final Connection connection;

  public GatewayClient(URI url) {
    connection = new Connection(url);
  }

  /** The name of the model, where the gateway has one and no other. */
  public String onlyModel() throws ClientException, InterruptedException {
    JsonArray models = send(connection.request("/v1/models").build()).getJsonArray("models");
    String names =
        models.stream()
            .map(model -> ((JsonObject) model).getString("model"))
            .collect(Collectors.joining(", "));
    if (models.size() != 1) {
      throw new ClientException(
          names.isEmpty()
              ? "The server has no model."
              : "The server has several models: name one of them with --model: " + names + ".",
          null);
    }
    return names;
  }

  /** The answer of the server, as it came. */
  JsonObject classify(String model, @Nullable String version, int top, List<Path> images)
      throws ClientException, InterruptedException {
    Form form = new Form(UUID.randomUUID().toString());
    HttpRequest.Builder request =
        connection
            .request("/v1/models/" + model + "/classify?top=" + top)
            .header("Content-Type", form.contentType());
    if (version != null) {
      request.header("Serin-Model-Version", version);
    }
    try {
      return send(request.POST(form.images(images)).build());
    } catch (IOException e) {
      throw new ClientException("An image cannot be read: " + e.getMessage(), e);
    }
  }

  private JsonObject send(HttpRequest request) throws ClientException, InterruptedException {
    Answer answer = connection.send(request);
    if (!answer.isOk()) {
      throw new ClientException(answer.refusal(), null);
    }
    return answer.body();
  }
}
