package dev.serin.gateway.results;

import dev.serin.gateway.cdn.CdnUrls;
import java.util.Optional;

/**
 * What the path of a result names. Cut by hand: this is asked for more often than anything else,
 * and a pattern costs more than the answer.
 *
 * @param image what stands where the digest should be
 */
public record ResultAddress(String model, String version, String image) {
  /** Nothing where {@code path} has other parts than a result's. */
  public static Optional<ResultAddress> of(String path) {
    int model = CdnUrls.RESULTS.length();
    int version = path.indexOf('/', model) + 1;
    int image = version == 0 ? 0 : path.indexOf('/', version) + 1;
    return image == 0 || !path.startsWith(CdnUrls.RESULTS)
        ? Optional.empty()
        : Optional.of(
            new ResultAddress(
                path.substring(model, version - 1),
                path.substring(version, image - 1),
                path.substring(image)));
  }
}
