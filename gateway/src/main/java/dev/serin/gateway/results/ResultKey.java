package dev.serin.gateway.results;

import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.worker.api.VersionInfo;
import java.util.List;

/**
 * One question. Equal questions have equal answers, for ever.
 *
 * @param digest of the version: graph, preprocessing and labels
 * @param image SHA-256 of the image
 * @param top labels in the answer
 */
public record ResultKey(String model, String version, String digest, String image, int top) {
  /** Asking for more labels than there are is asking for all of them. */
  public static ResultKey of(String model, VersionInfo version, String image, int top) {
    int labels = version.labels().size();
    return new ResultKey(
        model,
        version.version(),
        String.valueOf(version.digest()),
        image,
        labels == 0 ? top : Math.min(top, labels));
  }

  /** What a cache in front may be told to forget this answer by. */
  public List<String> surrogateKeys() {
    return List.of(
        SurrogateKeys.image(image),
        SurrogateKeys.model(model),
        SurrogateKeys.version(model, version));
  }
}
