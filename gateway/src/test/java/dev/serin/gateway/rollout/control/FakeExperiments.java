package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.Observed;
import dev.serin.gateway.rollout.Observed.Disagreement;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.Sightings;
import dev.serin.gateway.rollout.decision.RolloutPlan;
import dev.serin.gateway.rollout.evidence.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told, and gives what the test puts in. Thread-safe. */
public final class FakeExperiments implements Experiments {
  /** Every call that changes traffic, in order. */
  public final List<String> calls = new CopyOnWriteArrayList<>();

  final List<Observed> before = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> weights = new HashMap<>();
  private Tally tally = new Tally();
  private final List<LabelledPair> pairs = new ArrayList<>();
  private final List<Disagreement> disagreements = new ArrayList<>();

  /** Requests that are seen from now on. */
  public synchronized void see(long canary, long stable) {
    tally.requests(canary, stable);
  }

  synchronized void see(Tally more) {
    tally.add(more);
  }

  synchronized void see(LabelledPair pair) {
    pairs.add(pair);
    tally.label(pair.label(), pair.stableRight(), pair.candidateRight());
  }

  public synchronized void see(Disagreement one) {
    disagreements.add(one);
  }

  /** The current share of a rollout; -1 where it is not open. */
  synchronized int weight(String rollout) {
    return weights.getOrDefault(rollout, -1);
  }

  @Override
  public synchronized void open(
      String rollout, RolloutPlan plan, int weight, List<Observed> journaled) {
    calls.add("open " + rollout + " " + weight);
    before.clear();
    before.addAll(journaled);
    if (weights.put(rollout, weight) != null) {
      drain(rollout);
    }
  }

  @Override
  public synchronized void weight(String rollout, int weight) {
    calls.add("weight " + weight);
    weights.put(rollout, weight);
  }

  @Override
  public synchronized Observed drain(String rollout) {
    Observed seen = new Observed(tally, List.of(), List.of(), pairs, disagreements);
    tally = new Tally();
    pairs.clear();
    disagreements.clear();
    return seen;
  }

  @Override
  public synchronized void restore(String rollout, Observed drained) {
    tally.add(drained.tally());
    pairs.addAll(drained.pairs());
    disagreements.addAll(drained.disagreements());
  }

  @Override
  public synchronized Sightings sightings(String rollout) {
    Observed seen = drain(rollout);
    return new Sightings(seen.tally(), List.of(), List.of(), seen.pairs(), seen.disagreements());
  }

  @Override
  public synchronized void absorb(String rollout, Sightings seen) {
    tally.add(seen.tally());
    pairs.addAll(seen.pairs());
    disagreements.addAll(seen.disagreements());
  }

  @Override
  public synchronized void close(String rollout) {
    calls.add("close");
    weights.remove(rollout);
  }

  @Override
  public void stable(String model, String version) {
    calls.add("stable " + model + " " + (version.isEmpty() ? "-" : version));
  }

  @Override
  public void purge(String model, String version) {
    calls.add("purge " + model + " " + version);
  }

  @Override
  public void label(String rollout, Label label) {
    calls.add("label " + label.image() + " " + label.label());
  }
}
