package dev.serin.training.parallel;

import java.util.ArrayList;
import java.util.List;

/** Writes down what an engine tells, and says when to stop. */
final class Telling implements Engine.Steps {
  final List<Double> losses = new ArrayList<>();
  final List<Integer> images = new ArrayList<>();
  private final double learningRate;
  private final int steps;

  /** Goes on to the end. */
  Telling(double learningRate) {
    this(learningRate, Integer.MAX_VALUE);
  }

  /**
   * @param learningRate of the first step; each has a tenth less than the one before
   * @param steps after which to stop
   */
  Telling(double learningRate, int steps) {
    this.learningRate = learningRate;
    this.steps = steps;
  }

  @Override
  public double learningRate(int step) {
    return learningRate * Math.pow(0.9, step);
  }

  @Override
  public boolean done(int step, int count, double loss) {
    if (step != losses.size()) {
      throw new AssertionError("step " + step + " after " + losses.size() + " steps");
    }
    losses.add(loss);
    images.add(count);
    return losses.size() < steps;
  }
}
