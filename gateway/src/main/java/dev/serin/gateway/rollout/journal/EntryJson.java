package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.Order;
import dev.serin.gateway.rollout.decision.RolloutState;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What a rollout was told at one moment, as JSON. The moment itself stands beside it. */
public final class EntryJson {
  private static final String KIND = "kind";
  private static final String LABELS_WAIT = "labels_wait";
  private static final String FORCE = "force";

  private EntryJson() {}

  /** Whoever reads an entry. */
  interface Reader<T> {
    T look(Observed seen, boolean ready, boolean labelsWait);

    T order(Order order);

    T correction(RolloutState left, long events, String why);
  }

  /**
   * A look.
   *
   * @param ready whether the candidate could answer
   * @param labelsWait whether a label had come that was in no tally yet
   */
  static JsonObject look(Observed seen, boolean ready, boolean labelsWait) {
    JsonObject json = new JsonObject().put(KIND, "look").put("ready", ready);
    if (labelsWait) {
      json.put(LABELS_WAIT, true);
    }
    return ObservedJson.write(seen, json);
  }

  static JsonObject order(Order order) {
    JsonObject json =
        new JsonObject()
            .put(KIND, "command")
            .put("command", order.command().toString())
            .put("actor", order.actor());
    return order.force().isEmpty() ? json : json.put(FORCE, order.force());
  }

  /**
   * The journal told another story than the state that was acted on.
   *
   * @param left that state
   * @param events how many there were
   */
  static JsonObject correction(RolloutState left, long events, String why) {
    return new JsonObject()
        .put(KIND, "correction")
        .put("left", StateJson.write(left))
        .put("events", events)
        .put("why", why);
  }

  /**
   * @throws RuntimeException where {@code body} was not written here
   */
  static <T> T read(String body, Reader<T> reader) {
    JsonObject json = new JsonObject(body);
    String kind = json.getString(KIND, "");
    return switch (kind) {
      case "look" ->
          reader.look(
              ObservedJson.read(json),
              json.getBoolean("ready"),
              json.getBoolean(LABELS_WAIT, false));
      case "command" ->
          reader.order(
              new Order(
                  Command.valueOf(json.getString("command").toUpperCase(Locale.ROOT)),
                  json.getString("actor"),
                  json.getString(FORCE, "")));
      case "correction" ->
          reader.correction(
              StateJson.read(json.getJsonObject("left")),
              json.getLong("events"),
              json.getString("why"));
      default -> throw new IllegalArgumentException("an entry of the unknown kind '" + kind + "'");
    };
  }
}
