package dev.serin.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The addresses of images and results, and what a CDN in front is told.
 *
 * @param baseUrl stands before the paths in answers; empty where they stand alone
 * @param resultLifetime how long a CDN may keep a result
 * @param allowOrigin origins whose pages may read answers; {@code *} alone for all
 * @param key signs addresses; empty only where they are not signed
 * @param keyOld signed them before
 * @param urlLifetime how long a signed address is good for, at least
 */
public record CdnConfig(
    String baseUrl,
    Duration resultLifetime,
    List<String> allowOrigin,
    Signed signed,
    Optional<NamedKey> key,
    Optional<NamedKey> keyOld,
    Duration urlLifetime) {

  /** Whether addresses must be signed. */
  public enum Signed {
    OFF,
    REQUIRED
  }

  static CdnConfig read(Settings settings) {
    CdnConfig config =
        new CdnConfig(
            settings.optional("cdn.base-url").orElse(""),
            settings.time("cdn.result-lifetime", Duration.ZERO, Duration.ofDays(365)),
            origins(settings.optional("cdn.allow-origin").orElse("")),
            settings.choice("cdn.signed", Signed.class),
            NamedKey.read(settings, "cdn.key"),
            NamedKey.read(settings, "cdn.key-old"),
            settings.time("cdn.url-lifetime", Duration.ofSeconds(10), Duration.ofDays(365)));
    config.check(settings);
    return config;
  }

  private void check(Settings settings) {
    settings.require(
        baseUrl.isEmpty() || (isWeb(baseUrl) && !baseUrl.endsWith("/")),
        "cdn.base-url must be http(s)://HOST[:PORT][/PATH], without a slash at its end");
    settings.require(
        allowOrigin.equals(List.of("*")) || allowOrigin.stream().allMatch(CdnConfig::isOrigin),
        "cdn.allow-origin must be * or origins (https://HOST[:PORT], lower case) with commas between");
    settings.require(
        signed == Signed.OFF || key.isPresent(),
        "cdn.signed is required, so cdn.key must be given");
    settings.require(
        key.isEmpty() || keyOld.isEmpty() || !key.get().id().equals(keyOld.get().id()),
        "cdn.key and cdn.key-old must have different ids");
  }

  private static List<String> origins(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(origin -> !origin.isEmpty())
        .distinct()
        .toList();
  }

  /** As browsers write it: they send it like that, and it is compared letter by letter. */
  private static boolean isOrigin(String text) {
    return isWeb(text)
        && text.equals(text.toLowerCase(Locale.ROOT))
        && text.indexOf('/', text.indexOf("//") + 2) < 0;
  }

  private static boolean isWeb(String text) {
    try {
      URI uri = URI.create(text);
      return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
