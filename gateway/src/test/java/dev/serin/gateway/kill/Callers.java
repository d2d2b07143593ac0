package dev.serin.gateway.kill;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Somebody who sends images, each time as another user, and tells their labels at once: the shorter
 * the time to the next label, the likelier a kill comes right after an acknowledgement.
 */
final class Callers implements Runnable {
  static final String CLASSIFY = "/v1/models/pets/classify";
  private static final int USERS = 400;

  private final GatewayProcess serin;
  private final Told told;
  private final boolean fresh;
  private final SplittableRandom random;

  /**
   * @param fresh whether each image is new; else it is always the same one, which is quicker
   */
  Callers(GatewayProcess serin, Told told, boolean fresh, SplittableRandom random) {
    this.serin = serin;
    this.told = told;
    this.fresh = fresh;
    this.random = random;
  }

  /** Until the process is killed. */
  @Override
  public void run() {
    try {
      while (serin.isAlive()) {
        send();
      }
    } catch (IOException e) {
      // It was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() throws IOException, InterruptedException {
    String unit = "user-" + random.nextInt(USERS);
    String rollout = told.running();
    boolean wasCanary = rollout != null && told.wasCanary(rollout, unit);
    byte[] image = Models.image(fresh ? told.images.incrementAndGet() : 0);
    HttpResponse<String> response = serin.post(CLASSIFY, "image/png", image, unit);
    told.requests.incrementAndGet();
    if (response.statusCode() != 200) {
      told.refused.incrementAndGet();
      return;
    }
    if (rollout != null && rollout.equals(told.running())) {
      if (response.headers().firstValue("Serin-Route").orElse("").equals("canary")) {
        told.canary(rollout, unit);
      } else if (wasCanary) {
        told.movedBack(rollout, unit);
      }
    }
    label(new JsonObject(response.body()));
  }

  private void label(JsonObject answer) throws IOException, InterruptedException {
    String prediction = answer.getJsonArray("results").getJsonObject(0).getString("prediction_id");
    String label = Models.LABELS.get(random.nextInt(Models.LABELS.size()));
    byte[] body =
        new JsonObject()
            .put("prediction_id", prediction)
            .put("label", label)
            .encode()
            .getBytes(StandardCharsets.UTF_8);
    if (serin.post("/v1/feedback", "application/json", body, "nobody").statusCode() == 202) {
      told.feedback(prediction, label);
    } else {
      told.refused.incrementAndGet();
    }
  }
}
