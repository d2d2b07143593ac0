package dev.serin.gateway.rollout.api;

import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.plan.Words;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;

/** Labels of callers that do not count, in what is shown of a rollout. */
final class CallerLabels {
  private CallerLabels() {}

  /**
   * Adds how many came.
   *
   * @param uncounted empty where it is not known
   */
  static JsonObject show(JsonObject document, OptionalLong uncounted) {
    Long count = uncounted.isPresent() ? (Long) uncounted.getAsLong() : null;
    return document.put("labels", new JsonObject().put("not_counted", count));
  }

  /** Adds a sentence on them, where some came and the plan has a use for labels. */
  static JsonObject explain(JsonObject explanation, Journaled rollout, OptionalLong uncounted) {
    var guards = rollout.rollout().plan().guards();
    boolean useful = guards.containsKey(Signal.ACCURACY) || guards.containsKey(Signal.CLASSES);
    long count = uncounted.orElse(0);
    if (useful && count > 0) {
      explanation
          .getJsonArray("text")
          .add(
              "Labels from the public port since the start: %s. They count in no guard, because anybody can send them: send labels that you trust to the management port (POST /v1/feedback, or ./serin feedback)."
                  .formatted(Words.count(count)));
    }
    return explanation;
  }
}
