package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Sha256;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CdnIT {
  private static final String PNG = "\u0089PNG\r\n\u001a\n and more";
  private static final String HEX = Sha256.hex(PNG.getBytes(StandardCharsets.ISO_8859_1));

  private static final String IMAGE = "/cdn/images/" + HEX;
  private static final String RESULT = "/cdn/results/pets/1/" + HEX;

  private final TestGateway serin;

  CdnIT(@TempDir Path data) {
    serin = new TestGateway(data);
  }

  @AfterEach
  void close() {
    serin.assertIdle();
    serin.close();
  }

  @Test
  void image_uploaded_itsBytesForEver() {
    upload();
    HttpResponse<String> response = serin.get("/cdn/images/" + HEX);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(PNG);
    assertThat(header(response, "content-type")).isEqualTo("image/png");
    assertThat(header(response, "etag")).isEqualTo('"' + HEX + '"');
    assertThat(header(response, "cache-control")).isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(response, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(response, "content-security-policy"))
        .isEqualTo("default-src 'none'; sandbox");
  }

  @Test
  void image_headAndIfNoneMatch_noBody() {
    upload();
    HttpResponse<String> head =
        serin.send(serin.request("/cdn/images/" + HEX).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "content-length")).isEqualTo(Integer.toString(PNG.length()));
    for (String tags : new String[] {'"' + HEX + '"', "*", "\"x\", W/\"" + HEX + '"'}) {
      HttpResponse<String> same =
          serin.send(serin.request("/cdn/images/" + HEX).header("If-None-Match", tags));
      assertThat(same.statusCode()).as(tags).isEqualTo(304);
      assertThat(same.body()).isEmpty();
    }
    assertThat(
            serin
                .send(serin.request("/cdn/images/" + HEX).header("If-None-Match", "\"x\""))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void image_neverSeenOrFailed_404() {
    serin.classify("UNDECODABLE");
    String failed = Sha256.hex("UNDECODABLE".getBytes(StandardCharsets.UTF_8));
    for (String name : new String[] {HEX, failed, "x", "..%2f..%2fetc"}) {
      assertThat(serin.get("/cdn/images/" + name).statusCode()).as(name).isEqualTo(404);
    }
  }

  @Test
  void image_anyAnswer_saysWhatCachesAndClientsNeed() {
    upload();
    HttpResponse<String> response = serin.get(IMAGE);
    assertThat(header(response, "cdn-cache-control"))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(header(response, "repr-digest")).isEqualTo("sha-256=:" + base64(PNG) + ":");
    assertThat(header(response, "surrogate-key")).isEqualTo("image-" + HEX);
    assertThat(header(response, "cache-tag")).isEqualTo("image-" + HEX);
    assertThat(header(response, "accept-ranges")).isEqualTo("bytes");
    assertThat(header(response, "cross-origin-resource-policy")).isEqualTo("cross-origin");
    assertThat(header(response, "vary")).isEmpty();
    HttpResponse<String> head =
        serin.send(serin.request(IMAGE).method("HEAD", BodyPublishers.noBody()));
    assertThat(named(head)).isEqualTo(named(response));
    HttpResponse<String> same = get(IMAGE, "If-None-Match", '"' + HEX + '"');
    for (String name : List.of("etag", "cache-control", "cdn-cache-control", "surrogate-key")) {
      assertThat(header(same, name)).as(name).isEqualTo(header(response, name)).isNotEmpty();
    }
    assertThat(header(same, "content-type")).isEmpty();
  }

  @Test
  void image_ranges_partOrPartsOrTheWhole() {
    upload();
    HttpResponse<String> part = get(IMAGE, "Range", "bytes=1-3");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo("PNG");
    assertThat(header(part, "content-range")).isEqualTo("bytes 1-3/" + PNG.length());
    assertThat(header(part, "content-length")).isEqualTo("3");
    assertThat(header(part, "etag")).isEqualTo('"' + HEX + '"');
    assertThat(get(IMAGE, "Range", "bytes=-4").body()).isEqualTo("more");
    assertThat(get(IMAGE, "Range", "bytes=4-").body()).isEqualTo(PNG.substring(4));
    HttpResponse<String> parts = get(IMAGE, "Range", "bytes=1-3, -4");
    assertThat(parts.statusCode()).isEqualTo(206);
    assertThat(header(parts, "content-type")).isEqualTo("multipart/byteranges; boundary=" + HEX);
    assertThat(header(parts, "content-length")).isEqualTo("" + parts.body().length());
    String before = "\r\n--" + HEX + "\r\nContent-Type: image/png\r\nContent-Range: bytes ";
    int size = PNG.length();
    assertThat(parts.body())
        .isEqualTo(
            before
                + "1-3/"
                + size
                + "\r\n\r\nPNG"
                + before
                + (size - 4)
                + "-"
                + (size - 1)
                + "/"
                + size
                + "\r\n\r\nmore\r\n--"
                + HEX
                + "--\r\n");
    for (String ignored :
        new String[] {"bytes=3-1", "items=0-1", "bytes=0-0" + ",9-9".repeat(16)}) {
      HttpResponse<String> whole = get(IMAGE, "Range", ignored);
      assertThat(whole.statusCode()).as(ignored).isEqualTo(200);
      assertThat(whole.body()).as(ignored).isEqualTo(PNG);
    }
    HttpResponse<String> head =
        serin.send(
            serin
                .request(IMAGE)
                .header("Range", "bytes=0-0")
                .method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).as("only GET knows ranges").isEqualTo(200);
  }

  @Test
  void image_rangeBeyondItsEnd_416WithItsSize() {
    upload();
    HttpResponse<String> response = get(IMAGE, "Range", "bytes=1000-");
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "content-range")).isEqualTo("bytes */" + PNG.length());
    assertThat(header(response, "cache-control")).isEqualTo("no-store");
    assertThat(json(response).getString("code")).isEqualTo("range-not-satisfiable");
  }

  @Test
  void image_conditions_inTheOrderOfRfc9110() {
    upload();
    String tag = '"' + HEX + '"';
    String date = "Mon, 23 Nov 2026 20:00:00 GMT";
    assertThat(get(IMAGE, "Range", "bytes=0-0", "If-Range", tag).statusCode()).isEqualTo(206);
    for (String other : new String[] {"W/" + tag, "\"x\"", date, HEX}) {
      assertThat(get(IMAGE, "Range", "bytes=0-0", "If-Range", other).body())
          .as(other)
          .isEqualTo(PNG);
    }
    assertThat(get(IMAGE, "If-Match", tag).statusCode()).isEqualTo(200);
    HttpResponse<String> failed = get(IMAGE, "If-Match", "W/" + tag, "If-None-Match", tag);
    assertThat(failed.statusCode()).as("If-Match comes first").isEqualTo(412);
    assertThat(get(IMAGE, "If-None-Match", tag, "Range", "bytes=0-0").statusCode())
        .as("If-None-Match comes before Range")
        .isEqualTo(304);
    assertThat(get(IMAGE, "If-Modified-Since", date).statusCode()).isEqualTo(200);
    assertThat(get(IMAGE, "If-Unmodified-Since", date).statusCode()).isEqualTo(200);
  }

  @Test
  void image_thatComesLater_isNotKeptAsMissing() {
    HttpResponse<String> early = serin.get(IMAGE);
    assertThat(early.statusCode()).isEqualTo(404);
    assertThat(header(early, "cache-control")).isEqualTo("no-store");
    upload();
    assertThat(serin.get(IMAGE).statusCode()).isEqualTo(200);
  }

  /** Under paranoid leak detection a buffer that nobody releases would be an error in the log. */
  @Test
  void image_clientGoesAwayMidway_nothingIsHeld() throws IOException {
    byte[] large = new byte[8 << 20];
    System.arraycopy(PNG.getBytes(StandardCharsets.ISO_8859_1), 0, large, 0, 8);
    serin.send(
        serin
            .request(TestGateway.CLASSIFY)
            .header("Content-Type", "image/png")
            .POST(BodyPublishers.ofByteArray(large)));
    String path = "/cdn/images/" + Sha256.hex(large);
    for (int i = 0; i < 20; i++) {
      try (Wire wire = new Wire(serin.gateway.port())) {
        wire.say("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").hearUntil("\r\n\r\n");
      }
    }
    serin.assertIdle();
    assertThat(serin.get(path).body()).hasSize(large.length);
  }

  @Test
  void result_headers_versionInTheirKeysAndAShorterLifeInCdns() {
    upload();
    HttpResponse<String> cached = serin.get(RESULT);
    assertThat(header(cached, "cache-status")).isEqualTo("serin; hit");
    assertThat(header(cached, "cdn-cache-control")).isEqualTo("public, max-age=604800, immutable");
    assertThat(header(cached, "surrogate-key"))
        .isEqualTo("image-" + HEX + " model-pets model-pets-v1");
    assertThat(header(cached, "cache-tag")).isEqualTo("image-" + HEX + ",model-pets,model-pets-v1");
    assertThat(header(cached, "repr-digest")).isEqualTo("sha-256=:" + base64(cached.body()) + ":");
    assertThat(header(cached, "content-type")).isEqualTo("application/json");
    HttpResponse<String> computed = serin.get("/cdn/results/pets/2/" + HEX);
    assertThat(header(computed, "cache-status")).isEqualTo("serin; fwd=miss");
    assertThat(get(RESULT, "Range", "bytes=0-0").body()).isEqualTo("{");
  }

  @Test
  void result_ofTheVersionThatAnswered_sameBytesEachTime() {
    upload();
    String path = "/cdn/results/pets/1/" + HEX;
    HttpResponse<String> first = serin.get(path);
    HttpResponse<String> second = serin.get(path);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo(second.body());
    assertThat(header(first, "etag")).isEqualTo(header(second, "etag"));
    assertThat(header(first, "cache-control")).contains("immutable");
    assertThat(json(first).fieldNames())
        .containsExactly("model", "version", "image", "predictions");
    assertThat(serin.inference.asked).as("it was in the cache").hasValue(1);
    assertThat(
            serin
                .send(serin.request(path).header("If-None-Match", header(first, "etag")))
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void result_ofAnotherVersion_computedFromTheKeptImage() {
    upload();
    HttpResponse<String> response = serin.get("/cdn/results/pets/2/" + HEX + "?top=1");
    assertThat(json(response).getJsonArray("predictions").getJsonObject(0).getString("label"))
        .isEqualTo("dog");
    assertThat(json(response).getJsonArray("predictions")).hasSize(1);
    assertThat(serin.inference.asked).hasValue(2);
  }

  @Test
  void result_unknownImageVersionOrModel_404() {
    upload();
    String other = "0".repeat(64);
    for (String path :
        new String[] {
          "pets/1/" + other, "pets/9/" + HEX, "pets/4/" + HEX, "dogs/1/" + HEX, "pets/1/x"
        }) {
      assertThat(serin.get("/cdn/results/" + path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void urls_baseUrl_standsBeforeThePathsInAnswers(@TempDir Path data) {
    try (TestGateway other = new TestGateway(data, "cdn.base-url=https://cdn.example.org/serin")) {
      JsonObject result = json(other.classify("a")).getJsonArray("results").getJsonObject(0);
      String image = result.getJsonObject("image").getString("url");
      assertThat(image).startsWith("https://cdn.example.org/serin/cdn/images/");
      String url = result.getString("url");
      assertThat(url).startsWith("https://cdn.example.org/serin/cdn/results/pets/1/");
      String path = url.substring("https://cdn.example.org/serin".length());
      assertThat(json(other.get(path)).getJsonObject("image").getString("url")).isEqualTo(image);
    }
  }

  private HttpResponse<String> get(String path, String... headers) {
    return serin.send(serin.request(path).headers(headers));
  }

  private static Set<String> named(HttpResponse<String> response) {
    return response.headers().map().keySet();
  }

  private static String base64(String body) {
    byte[] digest = Sha256.start().digest(body.getBytes(StandardCharsets.ISO_8859_1));
    return Base64.getEncoder().encodeToString(digest);
  }

  private void upload() {
    HttpResponse<String> response =
        serin.send(
            serin
                .request(TestGateway.CLASSIFY)
                .header("Content-Type", "image/x-anything")
                .POST(BodyPublishers.ofByteArray(PNG.getBytes(StandardCharsets.ISO_8859_1))));
    assertThat(response.statusCode()).isEqualTo(200);
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
