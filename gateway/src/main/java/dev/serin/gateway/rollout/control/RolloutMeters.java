package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.decision.Phase;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Reading;
import dev.serin.gateway.rollout.evidence.Signal;
import dev.serin.gateway.rollout.journal.Journaled;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Gauges of running rollouts, which go when the rollout ends, and counts of how rollouts ended. To
 * be used on one thread.
 */
final class RolloutMeters {
  private final MeterRegistry registry;
  private final Map<String, List<Meter>> byRollout = new HashMap<>();

  RolloutMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Shows a rollout.
   *
   * @param now what it is at any time
   */
  void show(Journaled rollout, Supplier<Journaled> now) {
    List<Meter> meters = new ArrayList<>();
    Tags model = Tags.of("model", rollout.rollout().plan().model());
    meters.add(
        gauge(
            "serin.rollout.weight",
            "Share of the traffic that the candidate gets",
            model,
            now,
            r -> r.rollout().weight() / 1e4));
    for (Phase phase : Phase.values()) {
      if (!phase.isFinal()) {
        meters.add(
            gauge(
                "serin.rollout.phase",
                "1 for the phase that the rollout is in",
                model.and("phase", phase.toString()),
                now,
                r -> r.rollout().state().phase() == phase ? 1 : 0));
      }
    }
    for (LeftOut why : LeftOut.values()) {
      meters.add(
          gauge(
              "serin.rollout.left.out",
              "Requests, images and labels that are no observation, since the rollout began",
              model.and("reason", why.toString()),
              now,
              r -> r.rollout().evidence().seen().leftOut(why)));
    }
    for (Signal signal : rollout.rollout().plan().guards().keySet()) {
      Tags tags = model.and("signal", signal.toString());
      meters.add(evidence(tags.and("of", "harm"), now, signal, Reading::harm));
      meters.add(evidence(tags.and("of", "harmlessness"), now, signal, Reading::proof));
    }
    byRollout.put(rollout.id(), meters);
    // From 0, or whoever compares two scrapes would miss the first end.
    Stream.of(Phase.values())
        .filter(Phase::isFinal)
        .forEach(phase -> ends(rollout.rollout().plan().model(), phase));
    force(rollout.rollout().plan().model());
  }

  /** Counts a rollout's end, or that what it had promoted was aborted. */
  void ended(String model, Phase phase) {
    ends(model, phase).increment();
  }

  /** Counts a promotion forced without proof. */
  void forced(String model) {
    force(model).increment();
  }

  private Counter force(String model) {
    return Counter.builder("serin.rollouts.forced")
        .description("Promotions forced without proof, with a reason")
        .tag("model", model)
        .register(registry);
  }

  private Counter ends(String model, Phase phase) {
    return Counter.builder("serin.rollouts.ended")
        .description("Rollouts by how they ended; an abort after a promotion counts too")
        .tag("model", model)
        .tag("phase", phase.toString())
        .register(registry);
  }

  void remove(String rollout) {
    byRollout.getOrDefault(rollout, List.of()).forEach(registry::remove);
    byRollout.remove(rollout);
  }

  private Meter evidence(
      Tags tags, Supplier<Journaled> now, Signal signal, ToDoubleFunction<Reading> side) {
    return gauge(
        "serin.rollout.evidence",
        "Natural logarithm of the e-value",
        tags,
        now,
        r ->
            side.applyAsDouble(
                r.rollout().evidence().readings().getOrDefault(signal, Reading.NONE)));
  }

  private Meter gauge(
      String name,
      String description,
      Tags tags,
      Supplier<Journaled> now,
      ToDoubleFunction<Journaled> value) {
    return Gauge.builder(name, now, supplier -> value.applyAsDouble(supplier.get()))
        .description(description)
        .tags(tags)
        .strongReference(true)
        .register(registry);
  }
}
