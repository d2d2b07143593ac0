package dev.serin.gateway.hosts;

import dev.serin.gateway.hosts.Traffic.Outcome;
import dev.serin.gateway.kill.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server of one process, which knows the right answers. */
final class Reference implements AutoCloseable {
  /** Images of one request. */
  private static final int TOGETHER = 16;

  private static final String BOUNDARY = "noise";

  private final GatewayProcess alone;

  /**
   * @param folder for all that it writes
   */
  Reference(Path folder) throws IOException, InterruptedException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    alone =
        GatewayProcess.start(
                List.of(),
                "serve",
                http,
                Files.createDirectories(folder),
                List.of(
                    "models.directory=" + Path.of("..", "models").toAbsolutePath().normalize(),
                    "images.memory=1MiB"),
                Map.of())
            .ready();
  }

  /** Those of {@code outcomes} whose predictions are others than this server's, byte for byte. */
  List<String> wrong(List<Outcome> outcomes, long seed) throws IOException, InterruptedException {
    List<Outcome> answered = outcomes.stream().filter(Outcome::isAnswered).toList();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < answered.size(); i += TOGETHER) {
      List<Outcome> some = answered.subList(i, Math.min(i + TOGETHER, answered.size()));
      JsonArray right = ask(some.stream().map(o -> Noise.image(seed, o.image())).toList());
      for (int j = 0; j < some.size(); j++) {
        String expected = right.getJsonObject(j).getJsonArray("predictions").encode();
        String got = some.get(j).predictions();
        if (!expected.equals(got)) {
          wrong.add("image %d: %s, not %s".formatted(some.get(j).image(), got, expected));
        }
      }
    }
    return wrong;
  }

  private JsonArray ask(List<byte[]> images) throws IOException, InterruptedException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] image : images) {
      body.writeBytes(ascii("--noise\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\n"));
      body.writeBytes(image);
      body.writeBytes(ascii("\r\n"));
    }
    body.writeBytes(ascii("--noise--\r\n"));
    HttpResponse<String> response =
        alone.post(
            "/v1/models/" + Fleet.MODEL + "/classify",
            "multipart/form-data; boundary=" + BOUNDARY,
            body.toByteArray(),
            "anybody");
    if (response.statusCode() != 200) {
      throw new AssertionError(response.body());
    }
    return new JsonObject(response.body()).getJsonArray("results");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    alone.close();
  }
}
