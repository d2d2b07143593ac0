package dev.serin.gateway.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Caches in front of Serin that are told what to forget.
 *
 * @param http get a JSON document
 * @param varnish get a BAN for each surrogate key
 * @param nginx get a PURGE for each URL
 * @param secret bearer token that all of them are shown
 * @param timeout time one request to one of them may take
 * @param queue purges that wait for one of them
 * @param retry how long an unanswered purge is tried again
 * @param again how long after an abort the same is purged once more; empty: it is not
 */
public record PurgeConfig(
    List<URI> http,
    List<URI> varnish,
    List<URI> nginx,
    Optional<Secret> secret,
    Duration timeout,
    int queue,
    Duration retry,
    Optional<Duration> again) {

  static PurgeConfig read(Settings settings) {
    return new PurgeConfig(
        urls(settings, "purge.http"),
        urls(settings, "purge.varnish"),
        urls(settings, "purge.nginx"),
        settings.secret("purge.secret"),
        settings.time("purge.timeout", Duration.ofMillis(10), Duration.ofMinutes(1)),
        settings.integer("purge.queue", 1, 100_000),
        settings.time("purge.retry", Duration.ZERO, Duration.ofDays(7)),
        settings.timeOrNever("purge.again", Duration.ofMillis(1), Duration.ofHours(1)));
  }

  private static List<URI> urls(Settings settings, String key) {
    List<URI> urls = new ArrayList<>();
    for (String text : settings.list(key)) {
      Optional<URI> url = url(text);
      settings.require(
          url.isPresent(), key + " must name URLs like http://host:port, without a password");
      url.ifPresent(urls::add);
    }
    return List.copyOf(urls);
  }

  private static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean isPlain =
          (scheme.equals("http") || scheme.equals("https"))
              && url.getHost() != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null;
      return isPlain ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
