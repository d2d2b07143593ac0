package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.decision.Change;
import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.decision.Rollout;
import dev.serin.gateway.rollout.decision.RolloutState;
import dev.serin.gateway.rollout.evidence.Evidence;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A change as JSON, with all that was known when it was made. */
public final class EventJson {
  private EventJson() {}

  /** The beginning, by {@code actor}. */
  static Event start(Rollout rollout, String actor, Instant at) {
    return new Event(1, at, actor, body(rollout, null, rollout.state(), rollout.evidence()));
  }

  static Event change(long seq, Rollout next, Change change) {
    String body = body(next, change.before().phase(), change.after(), change.evidence());
    return new Event(seq, change.at(), change.actor(), body);
  }

  /** As the HTTP interface shows it. */
  public static JsonObject shown(Event event) {
    return new JsonObject()
        .put("seq", event.seq())
        .put("at", event.at().toString())
        .put("actor", event.actor())
        .mergeIn(new JsonObject(event.body()));
  }

  private static String body(
      Rollout rollout, @Nullable Phase from, RolloutState to, Evidence evidence) {
    return new JsonObject()
        .put("from", from == null ? null : from.toString())
        .put("to", to.phase().toString())
        .put("step", to.step() + 1)
        .put("weight", Numbers.share(to.weight(rollout.plan())))
        .put("reason", to.reason())
        .put("guards", GuardsJson.write(evidence, to.labelled()))
        .encode();
  }
}
