package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Classifier;
import java.util.Iterator;

/** Trains a classifier for an epoch. Not for several threads at once. */
public interface Engine extends AutoCloseable {

  /**
   * Trains on the batches, a step each, until they end or {@code steps} says to stop. Exceptions of
   * {@code batches} and {@code steps} come out as they are.
   *
   * @throws EngineException where a worker failed. Its threads have ended by then; the classifier
   *     may have learnt part of the epoch
   */
  void fit(Classifier classifier, Iterator<Batch> batches, Steps steps);

  /** Gives back threads and connections. */
  @Override
  void close();

  /** What an engine asks for and tells about the steps of an epoch, in the caller's thread. */
  interface Steps {

    /** The learning rate of step {@code step}, 0 first. */
    double learningRate(int step);

    /**
     * Tells of a step that is done; an engine may tell of several together, after the last of them.
     *
     * @param step 0 first
     * @param images that it was shown
     * @param loss mean over the images, before the step
     * @return whether to go on
     */
    boolean done(int step, int images, double loss);
  }
}
