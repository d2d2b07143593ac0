package dev.serin.gateway.kill;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Users of several gateways, each time of another one, and somebody who begins and commands
 * rollouts at whichever gateway. A gateway may be away, and nobody may drive the rollouts for a
 * moment; but what is answered must be true.
 */
final class Crowd {
  private static final int CALLERS = 4;
  private static final int USERS = 400;
  private static final Kind[] KINDS = {
    Kind.PROVABLE, Kind.PROVABLE, Kind.HARMFUL, Kind.UNPROVABLE, Kind.BY_HAND
  };

  private final List<GatewayProcess> gateways;
  private final Told told;
  private final Map<String, Set<String>> canaries;
  private final SplittableRandom random;
  private volatile boolean ends;

  /**
   * @param canaries gets the users that each candidate answered
   */
  Crowd(
      List<GatewayProcess> gateways,
      Told told,
      Map<String, Set<String>> canaries,
      SplittableRandom random) {
    this.gateways = gateways;
    this.told = told;
    this.canaries = canaries;
    this.random = random;
  }

  /** Until {@link #end}. */
  List<Future<?>> start(ExecutorService threads) {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      SplittableRandom own = random.split();
      all.add(threads.submit(() -> repeat(() -> send(own), 0)));
    }
    SplittableRandom own = random.split();
    all.add(threads.submit(() -> repeat(() -> look(own), 20_000_000)));
    return all;
  }

  void end() {
    ends = true;
  }

  private interface Turn {
    void take() throws IOException, InterruptedException;
  }

  private Void repeat(Turn turn, long pauseNs) throws InterruptedException {
    while (!ends) {
      try {
        turn.take();
      } catch (IOException e) {
        // It is away: another one is asked next.
      }
      LockSupport.parkNanos(pauseNs);
    }
    return null;
  }

  private GatewayProcess any(SplittableRandom dice) {
    return gateways.get(dice.nextInt(gateways.size()));
  }

  private void send(SplittableRandom dice) throws IOException, InterruptedException {
    String unit = "user-" + dice.nextInt(USERS);
    GatewayProcess serin = any(dice);
    byte[] image = Models.image(told.images.incrementAndGet());
    HttpResponse<String> response = serin.post(Callers.CLASSIFY, "image/png", image, unit);
    told.requests.incrementAndGet();
    if (response.statusCode() != 200) {
      told.refused.incrementAndGet();
      return;
    }
    JsonObject answer = new JsonObject(response.body());
    if (answer.getString("route").equals("canary")) {
      canaries
          .computeIfAbsent(answer.getString("version"), any -> ConcurrentHashMap.newKeySet())
          .add(unit);
    }
    label(any(dice), answer, dice);
  }

  private void label(GatewayProcess serin, JsonObject answer, SplittableRandom dice)
      throws IOException, InterruptedException {
    String prediction = answer.getJsonArray("results").getJsonObject(0).getString("prediction_id");
    String label = Models.LABELS.get(dice.nextInt(Models.LABELS.size()));
    JsonObject body = new JsonObject().put("prediction_id", prediction).put("label", label);
    HttpResponse<String> told202 =
        serin.post(
            "/v1/feedback",
            "application/json",
            body.encode().getBytes(StandardCharsets.UTF_8),
            "nobody");
    if (told202.statusCode() == 202) {
      told.feedback(prediction, label);
    } else {
      told.refused.incrementAndGet();
    }
  }

  private void look(SplittableRandom dice) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        any(dice).manage("GET", "/v1/rollouts", "nobody", BodyPublishers.noBody());
    if (answer.statusCode() != 200) {
      return;
    }
    JsonArray rollouts = new JsonObject(answer.body()).getJsonArray("rollouts");
    JsonObject newest = rollouts.isEmpty() ? null : rollouts.getJsonObject(0);
    String actor = "op-" + dice.nextInt(Integer.MAX_VALUE);
    if (newest == null || newest.getValue("ended") != null) {
      begin(any(dice), KINDS[rollouts.size() % KINDS.length], actor);
      return;
    }
    String id = newest.getString("id");
    HttpResponse<String> one =
        any(dice).manage("GET", "/v1/rollouts/" + id, "nobody", BodyPublishers.noBody());
    if (one.statusCode() == 200) {
      act(id, new JsonObject(one.body()), actor, dice);
    }
  }

  private void act(String id, JsonObject rollout, String actor, SplittableRandom dice)
      throws IOException, InterruptedException {
    int roll = dice.nextInt(100);
    String phase = rollout.getString("phase");
    boolean slow = rollout.getJsonObject("step").getInteger("for_seconds") > 1;
    if (phase.equals("paused") && roll < 30) {
      command(any(dice), id, "resume", actor);
    } else if (slow && roll < 10) {
      command(any(dice), id, "promote", actor);
    } else if (phase.equals("holding") && roll < 10) {
      command(any(dice), id, "abort", actor);
    } else if (roll > 97) {
      command(any(dice), id, "pause", actor);
    }
  }

  private void begin(GatewayProcess serin, Kind kind, String actor)
      throws IOException, InterruptedException {
    String stable = new JsonObject(serin.get("/v1/models/pets").body()).getString("stable");
    HttpResponse<String> answer =
        serin.manage("POST", "/v1/rollouts", actor, BodyPublishers.ofString(kind.plan(stable)));
    if (answer.statusCode() == 201) {
      told.word(new JsonObject(answer.body()).getString("id"), actor, "progressing");
    } else {
      // Another gateway's stable version may be a moment older.
      refused(answer, List.of(409, 422, 503));
    }
  }

  private void command(GatewayProcess serin, String id, String command, String actor)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        serin.manage("POST", "/v1/rollouts/" + id + "/" + command, actor, Promotion.body(command));
    if (answer.statusCode() != 200) {
      refused(answer, List.of(409, 503));
      return;
    }
    JsonObject rollout = new JsonObject(answer.body());
    // A word that changes nothing leaves no event.
    if (rollout.getString("reason").equals(command + " by " + actor)) {
      told.word(id, actor, rollout.getString("phase"));
    }
  }

  private static void refused(HttpResponse<String> answer, List<Integer> fine) {
    if (!fine.contains(answer.statusCode())) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
  }
}
