package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Sha256;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CdnIT {
  private static final String PNG = "\u0089PNG\r\n\u001a\n and more";
  private static final String HEX = Sha256.hex(PNG.getBytes(StandardCharsets.ISO_8859_1));

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
