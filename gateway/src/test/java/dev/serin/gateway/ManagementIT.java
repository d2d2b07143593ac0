package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Catalog;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManagementIT {
  private final Path data;
  private final TestGateway serin;

  ManagementIT(@TempDir Path data) {
    this.data = data;
    serin = new TestGateway(data);
  }

  @AfterEach
  void close() {
    serin.close();
  }

  @Test
  void ready_modelsThere_200() {
    assertThat(serin.manage("/health/live").statusCode()).isEqualTo(200);
    assertThat(serin.manage("/health/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void ready_catalogIncomplete_503WithReasons() {
    serin.inference.catalog = Catalog.EMPTY;
    HttpResponse<String> response = serin.manage("/health/ready");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(response.body()).getJsonArray("reasons"))
        .containsExactly("models are still loading", "no model has a stable version that is ready");
    assertThat(serin.manage("/health/live").statusCode()).isEqualTo(200);
    assertThat(serin.manage("/metrics").body())
        .contains("serin_health_ready 0.0")
        .contains("serin_versions{state=\"failed\"} 0.0");
  }

  @Test
  void anythingElse_withoutTheToken_401WithIt404() throws Exception {
    HttpResponse<String> refused = serin.manage("/v1/nothing");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
    assertThat(serin.manage("/v1/nothing", "Authorization", "Bearer x").statusCode())
        .isEqualTo(401);
    Path file = data.resolve("management.token");
    String token = Files.readString(file).strip();
    assertThat(token).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(serin.manage("/v1/nothing", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(404);
  }

  @Test
  void metrics_afterRequests_openMetricsWithOurFigures() {
    serin.classify("a");
    serin.classify("a");
    serin.classify("a", "Serin-Model-Version", "9");
    serin.get("/nope/" + "x".repeat(50));
    serin.assertIdle();
    HttpResponse<String> response = serin.manage("/metrics");
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(response.body())
        .endsWith("# EOF\n")
        .contains(
            "serin_requests_total{model=\"pets\",outcome=\"ok\",route=\"stable\",version=\"1\"} 2.0")
        .contains("outcome=\"unknown-version\",route=\"none\",version=\"none\"} 1.0")
        .contains("serin_request_seconds_count{model=\"pets\",source=\"cached\",version=\"1\"} 1")
        .contains("serin_request_seconds_count{model=\"pets\",source=\"executed\",version=\"1\"} 1")
        .contains("serin_upload_bytes_count{model=\"pets\"} 2")
        .contains("serin_results_total{cache=\"hit\",model=\"pets\",version=\"1\"} 1.0")
        .contains("serin_results_total{cache=\"miss\",model=\"pets\",version=\"1\"} 1.0")
        .contains("cache_gets_total{cache=\"results\",result=\"hit\"} 1.0")
        .contains("serin_upload_slots_in_use 0.0")
        .contains("serin_upload_slots_limit 64.0")
        .contains(
            "serin_http_requests_seconds_count{outcome=\"ok\",path=\"/v1/models/:model/classify\"} 2")
        .contains(
            "serin_http_received_bytes_total{outcome=\"ok\",path=\"/v1/models/:model/classify\"}")
        .contains("serin_health_ready 1.0")
        .contains("serin_versions{state=\"ready\"} ")
        .contains("serin_images_failing{tier=\"disk\"} 0.0")
        .contains("vertx_pool_")
        .doesNotContain("xxxx");
    assertLinesParse(response.body());
    HttpResponse<String> plain = serin.manage("/metrics", "Accept", "text/plain");
    assertThat(plain.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(plain.body()).doesNotContain("# EOF");
  }

  /** The line grammar of OpenMetrics, for what is used here. */
  private static void assertLinesParse(String text) {
    List<String> lines = Arrays.asList(text.split("\n"));
    String comment = "# (TYPE [a-zA-Z_:][\\w:]* \\w+|HELP [a-zA-Z_:][\\w:]* .*|UNIT .*|EOF)";
    String sample = "[a-zA-Z_:][\\w:]*(\\{(\\w+=\"[^\"\\n]*\",?)*\\})? [-+.\\dEeNaInf]+( [\\d.]+)?";
    assertThat(lines).allMatch(line -> line.matches(comment) || line.matches(sample));
    assertThat(lines.indexOf("# EOF")).isEqualTo(lines.size() - 1);
  }
}
