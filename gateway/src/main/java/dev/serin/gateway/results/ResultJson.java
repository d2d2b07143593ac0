package dev.serin.gateway.results;

import dev.serin.gateway.cdn.CdnUrls;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Prediction;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The parts that every answer about an image is made of. Equal answers give equal bytes, as long as
 * addresses are signed alike.
 */
public final class ResultJson {
  private final CdnUrls urls;

  public ResultJson(CdnUrls urls) {
    this.urls = urls;
  }

  /** What the image was found to be, and where it can be had again. */
  public JsonObject image(String sha256, Classification answer) {
    return new JsonObject()
        .put("digest", "sha256:" + sha256)
        .put("url", urls.image(sha256))
        .put("format", answer.image().format())
        .put("width", answer.image().width())
        .put("height", answer.image().height());
  }

  /** Address of the answer of one version about one image. */
  public String url(ResultKey key) {
    return urls.result(key.model(), key.version(), key.image(), key.digest());
  }

  public static JsonArray predictions(List<Prediction> predictions) {
    JsonArray array = new JsonArray();
    predictions.forEach(
        p ->
            array.add(
                new JsonObject()
                    .put("label", p.label())
                    .put("index", p.index())
                    .put("probability", p.probability())));
    return array;
  }

  /** What stands at {@link #url}. */
  JsonObject document(ResultKey key, Classification answer) {
    return new JsonObject()
        .put("model", key.model())
        .put("version", key.version())
        .put("image", image(key.image(), answer))
        .put("predictions", predictions(answer.predictions()));
  }
}
