package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CorsIT {
  private static final String ONE = "https://one.example";
  private static final String TWO = "https://two.example";

  private final Path data;

  CorsIT(@TempDir Path data) {
    this.data = data;
  }

  @Test
  void get_notAllowed_notAWordOfIt() {
    try (TestGateway serin = new TestGateway(data)) {
      assertThat(allowed(get(serin, ONE))).isEmpty();
      assertThat(header(get(serin, ONE), "vary")).isEmpty();
      assertThat(preflight(serin, ONE).statusCode()).isEqualTo(405);
    }
  }

  /** Also to who does not ask: a CDN gives the next one what it kept. */
  @Test
  void get_anyOrOneOrigin_theSameToEverybody() {
    for (String setting : List.of("*", ONE)) {
      try (TestGateway serin = new TestGateway(data, "cdn.allow-origin=" + setting)) {
        for (HttpResponse<String> response :
            List.of(serin.get("/v1/models"), get(serin, ONE), get(serin, TWO))) {
          assertThat(allowed(response)).isEqualTo(setting);
          assertThat(header(response, "vary")).isEmpty();
        }
        HttpResponse<String> missing = serin.get("/v1/models/dogs");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(allowed(missing)).as("a page may know why").isEqualTo(setting);
        assertThat(header(missing, "access-control-expose-headers"))
            .contains("ETag", "Content-Range", "Serin-Model-Version", "Serin-Route");
      }
    }
  }

  @Test
  void get_twoOrigins_eachToItselfAndSaidToVary() {
    try (TestGateway serin = new TestGateway(data, "cdn.allow-origin=" + ONE + ", " + TWO)) {
      assertThat(allowed(get(serin, ONE))).isEqualTo(ONE);
      assertThat(allowed(get(serin, TWO))).isEqualTo(TWO);
      assertThat(allowed(get(serin, "https://three.example"))).isEmpty();
      assertThat(get(serin, "https://three.example").statusCode()).isEqualTo(200);
      assertThat(header(serin.get("/v1/models"), "vary")).isEqualToIgnoringCase("origin");
    }
  }

  @Test
  void options_preflight_saysWhatMayBeAskedFor() {
    try (TestGateway serin = new TestGateway(data, "cdn.allow-origin=" + ONE + "," + TWO)) {
      HttpResponse<String> response = preflight(serin, TWO);
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(allowed(response)).isEqualTo(TWO);
      assertThat(header(response, "access-control-allow-methods")).isEqualTo("GET, HEAD, POST");
      assertThat(header(response, "access-control-allow-headers"))
          .contains("Content-Type", "Range", "Serin-Model-Version", "Serin-Unit");
      assertThat(header(response, "vary")).isEqualToIgnoringCase("origin");
      assertThat(allowed(preflight(serin, "https://three.example"))).isEmpty();
    }
  }

  private static HttpResponse<String> get(TestGateway serin, String origin) {
    return serin.send(serin.request("/v1/models").header("Origin", origin));
  }

  private static HttpResponse<String> preflight(TestGateway serin, String origin) {
    return serin.send(
        serin
            .request(TestGateway.CLASSIFY)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "serin-unit")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  private static String allowed(HttpResponse<String> response) {
    return header(response, "access-control-allow-origin");
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
