package dev.serin.gateway.kill;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Somebody who begins one rollout after the other, and gives a word now and then. */
final class Operator implements Runnable {
  private static final Kind[] KINDS = {
    Kind.PROVABLE, Kind.UNPROVABLE, Kind.PROVABLE, Kind.HARMFUL, Kind.BY_HAND
  };
  private static final long PAUSE_NS = 20_000_000;

  private final GatewayProcess serin;
  private final Told told;
  private final SplittableRandom random;

  Operator(GatewayProcess serin, Told told, SplittableRandom random) {
    this.serin = serin;
    this.told = told;
    this.random = random;
  }

  /** Until the process is killed. */
  @Override
  public void run() {
    try {
      while (serin.isAlive()) {
        look();
        LockSupport.parkNanos(PAUSE_NS);
      }
    } catch (IOException e) {
      // It was killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws IOException, InterruptedException {
    List<JsonObject> rollouts = new ArrayList<>();
    read("/v1/rollouts")
        .getJsonArray("rollouts")
        .forEach(rollout -> rollouts.add((JsonObject) rollout));
    JsonObject newest = rollouts.isEmpty() ? null : rollouts.get(0);
    if (newest == null || newest.getValue("ended") != null) {
      begin(rollouts.size());
      return;
    }
    String id = newest.getString("id");
    told.running(id);
    if (random.nextInt(4) == 0) {
      List<String> keys = new ArrayList<>();
      read("/v1/rollouts/" + id + "/events")
          .getJsonArray("events")
          .forEach(event -> keys.add(key((JsonObject) event)));
      told.events(id, keys);
    }
    act(id, read("/v1/rollouts/" + id));
  }

  private void begin(int before) throws IOException, InterruptedException {
    told.running(null);
    String actor = actor();
    String stable = new JsonObject(serin.get("/v1/models/pets").body()).getString("stable");
    HttpResponse<String> answer =
        serin.manage(
            "POST",
            "/v1/rollouts",
            actor,
            BodyPublishers.ofString(KINDS[before % KINDS.length].plan(stable)));
    if (answer.statusCode() != 201) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    told.word(new JsonObject(answer.body()).getString("id"), actor, "progressing");
  }

  private void act(String id, JsonObject rollout) throws IOException, InterruptedException {
    int dice = random.nextInt(100);
    String phase = rollout.getString("phase");
    boolean lastStep = rollout.getJsonObject("step").getInteger("number") == 3;
    boolean slow = rollout.getJsonObject("step").getInteger("for_seconds") > 1;
    boolean blind = rollout.getDouble("shadow") == 0;
    if (phase.equals("paused") && dice < 20) {
      command(id, "resume");
    } else if (slow && dice < 5) {
      command(id, "promote");
      if (random.nextBoolean()) {
        command(id, "abort");
      }
    } else if (blind && lastStep && phase.equals("holding") && dice < 5) {
      command(id, "abort");
    } else if (dice > 97) {
      command(id, phase.equals("holding") ? "resume" : "pause");
    }
  }

  private void command(String id, String command) throws IOException, InterruptedException {
    String actor = actor();
    HttpResponse<String> answer =
        serin.manage("POST", "/v1/rollouts/" + id + "/" + command, actor, Promotion.body(command));
    // The controller may have ended it a moment before.
    if (answer.statusCode() != 200 && answer.statusCode() != 409) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    JsonObject rollout = new JsonObject(answer.body());
    // A word that changes nothing leaves no event.
    if (answer.statusCode() == 200
        && rollout.getString("reason").equals(command + " by " + actor)) {
      told.word(id, actor, rollout.getString("phase"));
    }
  }

  private String actor() {
    return "op-" + random.nextInt(Integer.MAX_VALUE);
  }

  private JsonObject read(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = serin.manage("GET", path, "nobody", BodyPublishers.noBody());
    if (answer.statusCode() != 200) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return new JsonObject(answer.body());
  }

  private static String key(JsonObject event) {
    return new Kept.Event(event.getLong("seq"), 0, 0, event.getString("actor"), event).key();
  }
}
