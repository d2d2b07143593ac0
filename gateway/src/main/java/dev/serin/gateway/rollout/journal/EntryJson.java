package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.decision.Command;
import dev.serin.gateway.rollout.decision.RolloutState;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What a rollout was told at one moment, as JSON. The moment itself stands beside it. */
public final class EntryJson {
  private static final String KIND = "kind";

  private EntryJson() {}

  /** Whoever reads an entry. */
  interface Reader<T> {
    T look(Observed seen, boolean ready);

    T command(Command command, String actor);

    T correction(RolloutState left, long events, String why);
  }

  /**
   * A look.
   *
   * @param ready whether the candidate could answer
   */
  static JsonObject look(Observed seen, boolean ready) {
    return ObservedJson.write(seen, new JsonObject().put(KIND, "look").put("ready", ready));
  }

  static JsonObject command(Command command, String actor) {
    return new JsonObject()
        .put(KIND, "command")
        .put("command", command.toString())
        .put("actor", actor);
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
      case "look" -> reader.look(ObservedJson.read(json), json.getBoolean("ready"));
      case "command" ->
          reader.command(
              Command.valueOf(json.getString("command").toUpperCase(Locale.ROOT)),
              json.getString("actor"));
      case "correction" ->
          reader.correction(
              StateJson.read(json.getJsonObject("left")),
              json.getLong("events"),
              json.getString("why"));
      default -> throw new IllegalArgumentException("an entry of the unknown kind '" + kind + "'");
    };
  }
}
