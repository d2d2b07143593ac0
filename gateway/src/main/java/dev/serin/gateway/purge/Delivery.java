package dev.serin.gateway.purge;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * How one purge fares at one target.
 *
 * @param attempts made so far
 * @param said what the target answered last, or why it did not
 */
record Delivery(String target, State state, int attempts, String said) {
  /** Where it stands. */
  enum State {
    /** It is under way, waits for its turn, or will be tried again. */
    PENDING,
    /** The target has done it. */
    DONE,
    /** It was given up. */
    FAILED
  }

  JsonObject json() {
    return new JsonObject()
        .put("target", target)
        .put("state", state.name().toLowerCase(Locale.ROOT))
        .put("attempts", attempts)
        .put("said", said);
  }
}
