package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.rollout.Experiment;
import dev.serin.gateway.rollout.Observed.LabelledPair;
import dev.serin.gateway.routing.UnitHash;
import dev.serin.worker.api.Prediction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it is told. */
final class FakeExperiment implements Experiment {
  record Compared(String image, String stable, String candidate) {}

  final List<Compared> compared = new CopyOnWriteArrayList<>();
  final List<LabelledPair> pairs = new CopyOnWriteArrayList<>();
  volatile int shadow = 10_000;
  volatile boolean over;

  @Override
  public String rollout() {
    return "m-2-00000000";
  }

  @Override
  public String model() {
    return "m";
  }

  @Override
  public String candidate() {
    return "2";
  }

  @Override
  public String stable() {
    return "1";
  }

  @Override
  public int shadow() {
    return shadow;
  }

  @Override
  public void compared(UnitHash unit, String image, Prediction stable, Prediction candidate) {
    compared.add(new Compared(image, stable.label(), candidate.label()));
  }

  @Override
  public boolean wantsLabel(String image, String unit) {
    return pairs.stream().noneMatch(pair -> pair.image().equals(image));
  }

  @Override
  public void labelled(LabelledPair pair) {
    pairs.add(pair);
  }

  @Override
  public boolean isOver() {
    return over;
  }
}
