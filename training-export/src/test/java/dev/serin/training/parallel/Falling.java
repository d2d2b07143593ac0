package dev.serin.training.parallel;

/**
 * A rate that falls in a straight line over all steps of a training.
 *
 * @param first of the first step
 * @param epoch 0 first
 * @param epochs of the training
 * @param steps of an epoch
 */
record Falling(double first, int epoch, int epochs, int steps) implements Engine.Steps {
  @Override
  public double learningRate(int step) {
    return first * (1 - (double) (epoch * steps + step) / (epochs * steps));
  }

  @Override
  public boolean done(int step, int images, double loss) {
    return true;
  }
}
