package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.results.Waiter;
import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.Labels;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.Shadow;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.Withdrawals;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.LeftOut;
import dev.serin.gateway.rollout.evidence.Tally;
import dev.serin.gateway.routing.Assignment;
import dev.serin.gateway.routing.LiveTraffic;
import dev.serin.gateway.routing.Route;
import dev.serin.gateway.routing.Split;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.gateway.upload.ClassifyObserver;
import dev.serin.gateway.upload.Outcome;
import dev.serin.worker.api.Classification;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * The experiments of the running rollouts, fed by the classify handler. What is told of a rollout
 * that is not open does nothing: an answer may come after the end.
 */
public final class LiveExperiments implements Experiments, ClassifyObserver {
  /** Deals the images of a rollout apart from its units. */
  private static final String SHADOW_SALT = "/shadow";

  private final LiveTraffic traffic;
  private final Withdrawals withdrawals;
  private final Shadow shadow;
  private final Labels labels;
  private final UnaryOperator<String> units;
  private final LongSupplier nanoTime;
  private final MeterRegistry meters;
  private final Map<String, LiveExperiment> byRollout = new ConcurrentHashMap<>();

  /**
   * @param withdrawals hears of candidates that come and that are aborted
   * @param shadow gets the sampled answers of stable versions
   * @param units from the id of an answer to the keyed hash of its unit, 16 hexadecimal digits
   * @param nanoTime {@link System#nanoTime()}, but for tests
   */
  public LiveExperiments(
      LiveTraffic traffic,
      Withdrawals withdrawals,
      Shadow shadow,
      Labels labels,
      UnaryOperator<String> units,
      LongSupplier nanoTime,
      MeterRegistry meters) {
    this.traffic = traffic;
    this.withdrawals = withdrawals;
    this.shadow = shadow;
    this.labels = labels;
    this.units = units;
    this.nanoTime = nanoTime;
    this.meters = meters;
  }

  @Override
  public synchronized void open(
      String rollout, RolloutPlan plan, int weight, List<Observed> before) {
    running(plan.model())
        .filter(running -> !running.rollout().equals(rollout))
        .ifPresent(
            running -> {
              throw new IllegalStateException(
                  "'" + plan.model() + "' already has the rollout " + running.rollout());
            });
    withdrawals.readmit(plan.model(), plan.candidate());
    LiveExperiment old = byRollout.put(rollout, new LiveExperiment(rollout, plan, weight, before));
    if (old != null) {
      old.close();
    }
    traffic.split(plan.model(), new Split(rollout, plan.candidate(), weight));
  }

  /** The experiment of a model, where one runs. */
  public Optional<Experiment> find(String model) {
    return running(model).map(Experiment.class::cast);
  }

  private Optional<LiveExperiment> running(String model) {
    for (LiveExperiment experiment : byRollout.values()) {
      if (experiment.model().equals(model)) {
        return Optional.of(experiment);
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized void weight(String rollout, int weight) {
    LiveExperiment experiment = byRollout.get(rollout);
    if (experiment != null) {
      experiment.weight(weight);
      traffic.split(experiment.model(), new Split(rollout, experiment.candidate(), weight));
    }
  }

  @Override
  public Observed drain(String rollout) {
    LiveExperiment experiment = byRollout.get(rollout);
    return experiment == null
        ? new Observed(new Tally(), List.of(), List.of(), List.of(), List.of())
        : experiment.drain();
  }

  @Override
  public void restore(String rollout, Observed drained) {
    LiveExperiment experiment = byRollout.get(rollout);
    if (experiment != null) {
      experiment.restore(drained);
    }
  }

  @Override
  public Sightings sightings(String rollout) {
    LiveExperiment experiment = byRollout.get(rollout);
    return experiment == null
        ? new Sightings(new Tally(), List.of(), List.of(), List.of(), List.of())
        : experiment.sightings();
  }

  @Override
  public void absorb(String rollout, Sightings seen) {
    LiveExperiment experiment = byRollout.get(rollout);
    if (experiment != null) {
      experiment.absorb(seen);
    }
  }

  @Override
  public synchronized void close(String rollout) {
    LiveExperiment experiment = byRollout.remove(rollout);
    if (experiment != null) {
      traffic.split(experiment.model(), null);
      experiment.close();
    }
  }

  @Override
  public void stable(String model, String version) {
    traffic.stable(model, version.isEmpty() ? null : version);
  }

  @Override
  public void purge(String model, String version) {
    withdrawals.withdraw(model, version);
  }

  @Override
  public void label(String rollout, Label label) {
    LiveExperiment experiment = byRollout.get(rollout);
    if (experiment != null) {
      String unit = units.apply(label.prediction());
      if (experiment.wantsLabel(label.image(), unit)) {
        labels.ask(experiment, label.image(), unit, label.label());
      }
    }
  }

  @Override
  public void answered(Route route, List<Outcome> outcomes, long nanos) {
    Assignment assignment = route.assignment();
    if (assignment == null) {
      if (route.pinned()) {
        running(route.model()).ifPresent(experiment -> experiment.leftOut(LeftOut.PINNED));
      }
      return;
    }
    LiveExperiment experiment = byRollout.get(assignment.split().rollout());
    if (experiment == null) {
      return;
    }
    if (experiment.answered(route, assignment, outcomes, nanos, nanoTime.getAsLong())) {
      count(route);
    }
    if (route.kind() == Route.Kind.STABLE && experiment.isOfPlan(route, assignment)) {
      outcomes.forEach(outcome -> shadow(experiment, assignment.unit(), outcome));
    }
  }

  @Override
  public void refused(String model) {
    running(model).ifPresent(experiment -> experiment.leftOut(LeftOut.REFUSED));
  }

  /** Who is shadowed is decided by the image alone, before anything is known of any answer. */
  private void shadow(LiveExperiment experiment, UnitHash unit, Outcome outcome) {
    Classification answer = outcome.answer();
    if (answer != null
        && outcome.source() == Waiter.Source.MISS
        && isSampled(experiment, outcome.key().image())
        && experiment.wantsComparison(unit, outcome.key().image())) {
      shadow.offer(experiment, unit, outcome.image(), answer);
    }
  }

  private static boolean isSampled(Experiment experiment, String image) {
    return experiment.shadow() > 0
        && UnitHash.of(experiment.rollout() + SHADOW_SALT, image).bucket() < experiment.shadow();
  }

  private void count(Route route) {
    meters
        .counter("serin.rollout.requests", "model", route.model(), "arm", route.kind().toString())
        .increment();
  }
}
