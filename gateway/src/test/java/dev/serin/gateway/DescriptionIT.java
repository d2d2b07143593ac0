package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Sha256;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** What /openapi.yaml says is what the server does. */
final class DescriptionIT {
  private static final String HEX = Sha256.hex("a".getBytes(StandardCharsets.UTF_8));

  private final TestGateway serin;
  private final JsonObject description;

  DescriptionIT(@TempDir Path data) {
    serin = new TestGateway(data);
    HttpResponse<String> response = serin.get("/openapi.yaml");
    assertThat(response.headers().firstValue("content-type")).contains("application/yaml");
    Map<String, Object> yaml = new Yaml().load(response.body());
    description = new JsonObject(new JsonObject(yaml).encode());
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void paths_all_takeTheMethodsDescribed() {
    assertThat(description.getString("openapi")).isEqualTo("3.1.0");
    JsonObject paths = description.getJsonObject("paths");
    assertThat(paths).hasSize(7);
    for (String path : paths.fieldNames()) {
      Set<String> methods = new TreeSet<>(paths.getJsonObject(path).fieldNames());
      methods.remove("parameters");
      HttpResponse<String> refused =
          serin.send(serin.request(real(path)).method("OPTIONS", BodyPublishers.noBody()));
      assertThat(refused.statusCode()).as(path).isEqualTo(405);
      String allowed = refused.headers().firstValue("allow").orElse("").replace(", HEAD", "");
      assertThat(allowed).as(path).isEqualToIgnoringCase(String.join(", ", methods));
    }
  }

  @Test
  void references_all_resolve() {
    String text = description.encode();
    Set<String> references =
        Pattern.compile("\"#/components/(\\w+)/(\\w+)\"")
            .matcher(text)
            .results()
            .map(m -> m.group(1) + "." + m.group(2))
            .collect(Collectors.toSet());
    assertThat(references).isNotEmpty();
    JsonObject components = description.getJsonObject("components");
    for (String reference : references) {
      String[] part = reference.split("\\.", 2);
      assertThat(components.getJsonObject(part[0]).containsKey(part[1])).as(reference).isTrue();
    }
  }

  @Test
  void examples_all_haveTheShapeOfRealAnswers() {
    assertThat(shape(json(serin.classify("a"))))
        .isEqualTo(shape(example("/v1/models/{model}/classify", "post")));
    assertThat(shape(json(serin.get("/v1/models")))).isEqualTo(shape(example("/v1/models", "get")));
    assertThat(shape(json(serin.get("/v1/models/pets"))))
        .isEqualTo(shape(example("/v1/models/{model}", "get")));
    String result = "/cdn/results/{model}/{version}/{hex}";
    assertThat(shape(json(serin.get(real(result))))).isEqualTo(shape(example(result, "get")));
    JsonObject problem =
        description
            .getJsonObject("components")
            .getJsonObject("responses")
            .getJsonObject("Problem")
            .getJsonObject("content")
            .getJsonObject("application/problem+json")
            .getJsonObject("example");
    assertThat(shape(json(serin.get("/v1/models/dogs")))).isEqualTo(shape(problem));
  }

  private JsonObject example(String path, String method) {
    return description
        .getJsonObject("paths")
        .getJsonObject(path)
        .getJsonObject(method)
        .getJsonObject("responses")
        .getJsonObject("200")
        .getJsonObject("content")
        .getJsonObject("application/json")
        .getJsonObject("example");
  }

  private static String real(String path) {
    return path.replace("{model}", "pets").replace("{version}", "1").replace("{hex}", HEX);
  }

  /**
   * Keys without values; of an array its first element; of weights, which have no fixed keys, none.
   */
  private static String shape(Object value) {
    if (value instanceof JsonObject object) {
      return object.stream()
          .map(e -> e.getKey() + (e.getKey().equals("weights") ? "" : shape(e.getValue())))
          .collect(Collectors.joining(",", "{", "}"));
    }
    return value instanceof JsonArray array && !array.isEmpty()
        ? "[" + shape(array.getValue(0)) + "]"
        : "";
  }
}
