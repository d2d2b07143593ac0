package dev.serin.gateway.kill;

import io.vertx.core.json.JsonObject;

/** Rollouts whose end is known beforehand. */
enum Kind {
  /** Both versions answer alike, and every stable request proves it: is promoted. */
  PROVABLE("100%", "agreement: {disagree_at_most: 20%, required: true}", "1s"),

  /** Nothing fails, and too little is sent to prove anything by that: is held until an abort. */
  UNPROVABLE("0%", "errors: {worse_than: 1.1x, no_more_than: 0.1%}", "1s"),

  /** The candidate answers otherwise: is aborted. */
  HARMFUL("100%", "agreement: {disagree_at_most: 20%, required: true, then: abort}", "1s"),

  /** Too slow for anything but a person's word. */
  BY_HAND("100%", "agreement: {disagree_at_most: 20%, required: true}", "1h");

  /** The version that answers otherwise than 1 and 2. */
  static final String ODD = "3";

  private final String shadow;
  private final String guard;
  private final String time;

  Kind(String shadow, String guard, String time) {
    this.shadow = shadow;
    this.guard = guard;
    this.time = time;
  }

  /**
   * The plan as YAML.
   *
   * @param stable 1 or 2
   */
  String plan(String stable) {
    String candidate = this == HARMFUL ? ODD : stable.equals("1") ? "2" : "1";
    return """
        model: pets
        candidate: "%s"
        shadow: %s
        steps:
          - {weight: 10%%, for: %s, samples: 3}
          - {weight: 35%%, for: %s, samples: 5}
          - {weight: 70%%, for: %s, samples: 8, proof: true, deadline: 2h}
        guards:
          %s
          accuracy: {worse_than: 0, no_worse_than: 40%%, required: false, then: hold}
        """
        .formatted(candidate, shadow, time, time, time, guard);
  }

  /** Of a plan as the journal keeps it. */
  static Kind of(JsonObject plan) {
    if (plan.getString("candidate").equals(ODD)) {
      return HARMFUL;
    }
    if (plan.getInteger("shadow") == 0) {
      return UNPROVABLE;
    }
    long time = plan.getJsonArray("steps").getJsonObject(0).getLong("for_ms");
    return time > 10_000 ? BY_HAND : PROVABLE;
  }
}
