package dev.serin.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CdnConfigTest {
  private static final Vertx vertx = Vertx.vertx();

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void load_everyKeySet_everyFieldFollows() {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("cdn.base-url", "https://cdn.example.org/serin");
    set.put("cdn.result-lifetime", "1h");
    set.put("cdn.allow-origin", "https://a.example, http://localhost:3000,");
    set.put("cdn.signed", "required");
    set.put("cdn.key", "b-2:fedcba9876543210");
    set.put("cdn.key-old", "a:0123456789:abcdef");
    set.put("cdn.url-lifetime", "5m");
    CdnConfig cdn = load(set);
    assertThat(cdn.baseUrl()).isEqualTo("https://cdn.example.org/serin");
    assertThat(cdn.resultLifetime()).isEqualTo(Duration.ofHours(1));
    assertThat(cdn.allowOrigin()).containsExactly("https://a.example", "http://localhost:3000");
    assertThat(cdn.signed()).isEqualTo(CdnConfig.Signed.REQUIRED);
    assertThat(cdn.key().orElseThrow().id()).isEqualTo("b-2");
    assertThat(cdn.keyOld().orElseThrow().secret().reveal()).isEqualTo("0123456789:abcdef");
    assertThat(cdn.urlLifetime()).isEqualTo(Duration.ofMinutes(5));
    assertThat(cdn.toString()).doesNotContain("0123456789").doesNotContain("fedcba");
  }

  @Test
  void load_anyOrigin_taken() {
    assertThat(load(Map.of("cdn.allow-origin", "*")).allowOrigin()).isEqualTo(List.of("*"));
  }

  @ParameterizedTest
  @CsvSource({
    "cdn.base-url, cdn.example.org, http(s)://HOST",
    "cdn.base-url, https://cdn.example.org/, without a slash at its end",
    "cdn.base-url, https://cdn.example.org?x=1, http(s)://HOST",
    "cdn.result-lifetime, 2, a time from 0s",
    "cdn.allow-origin, a.example, cdn.allow-origin must be * or origins",
    "cdn.allow-origin, https://a.example/page, cdn.allow-origin must be * or origins",
    "cdn.allow-origin, https://A.example, lower case",
    "cdn.allow-origin, '*, https://a.example', cdn.allow-origin must be * or origins",
    "cdn.signed, yes, it must be off or required",
    "cdn.signed, required, so cdn.key must be given",
    "cdn.key, 0123456789abcdef, cdn.key must be id:secret",
    "cdn.key, a:short, at least 16 characters",
    "cdn.key-old, a b:0123456789abcdef, cdn.key-old must be id:secret",
    "cdn.url-lifetime, 1s, a time from 10s"
  })
  void load_badValue_namesTheKeyAndWhatIsAllowed(String key, String value, String allowed) {
    assertThat(refusal(Map.of(key, value))).contains(key).contains(allowed);
  }

  @Test
  void load_twoKeysOfOneId_refusedWithoutTheSecrets() {
    assertThat(
            refusal(Map.of("cdn.key", "a:0123456789abcdef", "cdn.key-old", "a:fedcba9876543210")))
        .contains("cdn.key and cdn.key-old must have different ids")
        .doesNotContain("0123456789");
  }

  private static CdnConfig load(Map<String, String> set) {
    return ConfigLoader.load(vertx, Path.of("..", "config", "serin.yaml"), Map.of(), set)
        .await()
        .cdn();
  }

  private static String refusal(Map<String, String> set) {
    return String.valueOf(
        catchThrowableOfType(ConfigException.class, () -> load(set)).getMessage());
  }
}
