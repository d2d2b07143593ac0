package dev.serin.training.spark;

import dev.serin.training.parallel.Engine;
import java.util.ArrayList;
import java.util.List;

/** Writes down what an engine tells. */
class Told implements Engine.Steps {
  final List<Double> losses = new ArrayList<>();
  final List<Integer> images = new ArrayList<>();
  private final double rate;

  Told(double rate) {
    this.rate = rate;
  }

  @Override
  public double learningRate(int step) {
    return rate;
  }

  @Override
  public boolean done(int step, int count, double loss) {
    losses.add(loss);
    images.add(count);
    return true;
  }
}
