package dev.serin.gateway.client;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Speaks to one gateway. */
final class GatewayClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final Duration ANSWER_MAX = Duration.ofMinutes(2);

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .build();

  GatewayClient(URI url) {
    this.url = url;
  }

  /** The name of the model, where the gateway has one and no other. */
  String onlyModel() throws ClientException, InterruptedException {
    JsonArray models =
        send(HttpRequest.newBuilder(at("/v1/models")).timeout(ANSWER_MAX).build())
            .getJsonArray("models");
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
        HttpRequest.newBuilder(at("/v1/models/" + model + "/classify?top=" + top))
            .timeout(ANSWER_MAX)
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

  private URI at(String path) throws ClientException {
    try {
      return URI.create(url.toString().replaceAll("/+$", "") + path);
    } catch (IllegalArgumentException e) {
      throw new ClientException("'" + url + path + "' is no address.", e);
    }
  }

  private JsonObject send(HttpRequest request) throws ClientException, InterruptedException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      JsonObject body = new JsonObject(response.body());
      if (response.statusCode() != 200) {
        throw new ClientException(
            "The server answers %d: %s (%s)."
                .formatted(
                    response.statusCode(), body.getString("title"), body.getString("detail")),
            null);
      }
      return body;
    } catch (ConnectException e) {
      throw new ClientException(
          "Nothing answers at " + url + ": start the server with ./serin serve.", e);
    } catch (IOException e) {
      throw new ClientException("The connection to " + url + " broke: " + e.getMessage(), e);
    } catch (DecodeException e) {
      throw new ClientException("What answers at " + url + " is not Serin.", e);
    }
  }
}
