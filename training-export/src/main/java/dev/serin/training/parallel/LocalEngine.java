package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import java.util.Iterator;

/** Trains in the caller's thread. */
final class LocalEngine implements Engine {
  private final int threads;

  LocalEngine(int threads) {
    this.threads = threads;
  }

  @Override
  public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
    Acceleration.useThreads(threads);
    for (int step = 0; batches.hasNext(); step++) {
      Batch batch = batches.next();
      double loss = classifier.fit(batch, steps.learningRate(step));
      if (!steps.done(step, batch.size(), loss)) {
        return;
      }
    }
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
