package dev.serin.gateway;

import static dev.serin.gateway.TestGateway.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where addresses must be signed, only those of answers are good, and no cache outlives them. */
final class SignedUrlIT {
  private static final String KEY = "cdn.key=a:0123456789abcdef";
  private static final String NEXT = "cdn.key=b:fedcba9876543210";

  private final Path data;

  SignedUrlIT(@TempDir Path data) {
    this.data = data;
  }

  private TestGateway gateway(String... settings) {
    return new TestGateway(data, settings);
  }

  @Test
  void answer_required_addressesThatWorkAndStayTheSame() {
    try (TestGateway serin = gateway("cdn.signed=required", KEY)) {
      JsonObject first = result(serin);
      String image = first.getJsonObject("image").getString("url");
      HttpResponse<String> response = serin.get(image);
      assertThat(response.statusCode()).as(image).isEqualTo(200);
      assertThat(response.body()).isEqualTo("a cat");
      assertThat(maxAge(response, "cache-control")).isBetween(3500, 7200);
      assertThat(maxAge(response, "cdn-cache-control")).isBetween(3500, 7200);
      HttpResponse<String> document = serin.get(first.getString("url"));
      assertThat(document.statusCode()).isEqualTo(200);
      assertThat(json(document).getJsonObject("image").getString("url"))
          .matches("/cdn/images/[0-9a-f]{64}\\?expires=\\d+&kid=a&sig=[A-Za-z0-9_-]{43}");
    }
  }

  @Test
  void get_missingForgedOrOfAnotherPath_403ThatSaysWhich() {
    try (TestGateway serin = gateway("cdn.signed=required", KEY)) {
      String image = result(serin).getJsonObject("image").getString("url");
      String plain = image.substring(0, image.indexOf('?'));
      assertThat(code(serin.get(plain))).isEqualTo("unsigned-url");
      assertThat(
              code(serin.get(plain.substring(0, plain.length() - 1) + "x?expires=1&kid=a&sig=x")))
          .as("whether it is there is not said")
          .isEqualTo("forged-url");
      assertThat(code(serin.get(image.replace("expires=1", "expires=2")))).isEqualTo("forged-url");
      assertThat(code(serin.get(image + "&top=1"))).isEqualTo("forged-url");
      String other = result(serin).getString("url");
      String moved = other.substring(0, other.indexOf('?')) + image.substring(image.indexOf('?'));
      assertThat(code(serin.get(moved))).isEqualTo("forged-url");
    }
  }

  @Test
  void get_afterRotation_oldAddressesGoOn() {
    String old;
    try (TestGateway serin = gateway("cdn.signed=required", KEY)) {
      old = result(serin).getString("url");
    }
    try (TestGateway serin =
        gateway("cdn.signed=required", NEXT, KEY.replace("cdn.key", "cdn.key-old"))) {
      assertThat(result(serin).getString("url")).contains("&kid=b&");
      assertThat(serin.get(old).statusCode()).isEqualTo(200);
    }
    try (TestGateway serin = gateway("cdn.signed=required", NEXT)) {
      result(serin);
      assertThat(code(serin.get(old))).isEqualTo("forged-url");
    }
  }

  @Test
  void get_off_keysAreNotUsedAndSignaturesNotLookedAt() {
    try (TestGateway serin = gateway("cdn.signed=off", KEY)) {
      String image = result(serin).getJsonObject("image").getString("url");
      assertThat(image).doesNotContain("sig=");
      assertThat(serin.get(image + "?expires=1&kid=a&sig=x").statusCode()).isEqualTo(200);
    }
  }

  private static JsonObject result(TestGateway serin) {
    return json(serin.classify("a cat")).getJsonArray("results").getJsonObject(0);
  }

  private static String code(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().allValues("cache-control")).isEqualTo(List.of("no-store"));
    return json(response).getString("code");
  }

  private static int maxAge(HttpResponse<String> response, String header) {
    String value = response.headers().firstValue(header).orElseThrow();
    return Integer.parseInt(value.replaceAll("public, max-age=(\\d+), immutable", "$1"));
  }
}
