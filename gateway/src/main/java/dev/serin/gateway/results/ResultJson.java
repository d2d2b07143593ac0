package dev.serin.gateway.results;

import dev.serin.worker.api.Classification;
import dev.serin.worker.api.Prediction;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The parts that every answer about an image is made of. Equal answers give equal bytes. */
public final class ResultJson {
  private ResultJson() {}

  /** What the image was found to be, and where it can be had again. */
  public static JsonObject image(String sha256, Classification answer) {
    return new JsonObject()
        .put("digest", "sha256:" + sha256)
        .put("url", "/cdn/images/" + sha256)
        .put("format", answer.image().format())
        .put("width", answer.image().width())
        .put("height", answer.image().height());
  }

  /** Address of the answer of one version about one image. */
  public static String url(ResultKey key) {
    return "/cdn/results/" + key.model() + "/" + key.version() + "/" + key.image();
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
  static JsonObject document(ResultKey key, Classification answer) {
    return new JsonObject()
        .put("model", key.model())
        .put("version", key.version())
        .put("image", image(key.image(), answer))
        .put("predictions", predictions(answer.predictions()));
  }
}
