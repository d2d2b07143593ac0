package dev.serin.gateway.rollout.journal;

import dev.serin.gateway.rollout.evidence.Estimate;
import dev.serin.gateway.rollout.evidence.Evidence;
import dev.serin.gateway.rollout.evidence.Guard;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.OptionalLong;

/** What every guard knows, as JSON for people and for the audit. */
public final class GuardsJson {
  private GuardsJson() {}

  /**
   * In the order of {@link Signal}, which the guards themselves may not have.
   *
   * @param labelled whether guards are required that wait for the first label
   */
  public static JsonObject write(Evidence evidence, boolean labelled) {
    JsonObject json = new JsonObject();
    for (Signal signal : Signal.values()) {
      Guard guard = evidence.guards().get(signal);
      if (guard != null) {
        Reading reading = evidence.readings().getOrDefault(signal, Reading.NONE);
        JsonObject one =
            write(signal, guard, reading, evidence.estimate(signal))
                .put("required", guard.required().holds(labelled));
        json.put(signal.toString(), one);
        // Left out elsewhere: events of former releases must read and write the same.
        if (guard.required() == Guard.Required.ONCE_LABELLED) {
          one.put("required_when", "labelled");
        }
      }
    }
    return json;
  }

  private static JsonObject write(Signal signal, Guard guard, Reading reading, Estimate estimate) {
    boolean bounded = signal != Signal.SPLIT;
    boolean proves = bounded && signal != Signal.CLASSES;
    return new JsonObject()
        .put("then", guard.then().name().toLowerCase(Locale.ROOT))
        .put("required", false)
        .put("samples", reading.samples())
        .put("estimate", Numbers.rounded(estimate.value()))
        .put("low", Numbers.rounded(estimate.low()))
        .put("high", Numbers.rounded(estimate.high()))
        .put("unit", unit(signal))
        .put(
            "harm",
            side(
                bounded ? guard.harm() : Double.NaN,
                reading.harm(),
                guard.alpha(),
                estimate.toHarm()))
        .put(
            "proof",
            side(
                proves ? guard.proof() : Double.NaN,
                reading.proof(),
                guard.beta(),
                estimate.toProof()));
  }

  private static JsonObject side(double bound, double log, double level, OptionalLong more) {
    return new JsonObject()
        .put("bound", Numbers.rounded(bound))
        .put("e", Numbers.exp(log))
        .put("bar", Numbers.rounded(1 / level))
        .put("more_samples", more.isPresent() ? more.getAsLong() : null);
  }

  /** What an estimate of the signal is measured in. */
  public static String unit(Signal signal) {
    return switch (signal) {
      case SPLIT -> "none";
      case ERRORS -> "ratio";
      case LATENCY, CONFIDENCE -> "probability";
      case AGREEMENT -> "share";
      case ACCURACY, CLASSES -> "points";
    };
  }
}
