package dev.serin.training;

/** Is told how a training goes. */
interface TrainingProgress {

  /**
   * A step is done.
   *
   * @param epoch the epoch it belongs to, 0 first
   * @param step its number in the epoch, 1 first
   * @param steps how many the epoch has
   * @param imagesPerSecond in this epoch so far
   * @param loss mean over the epoch so far
   */
  void step(int epoch, int step, int steps, double imagesPerSecond, double loss);

  /**
   * An epoch is done and kept.
   *
   * @param epochs how many there will be at most
   * @param best whether it is the best so far, where the training looks at that
   */
  void epoch(EpochLine epoch, int epochs, boolean best);
}
