package dev.serin.training.spark;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Classifier;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Parts;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** Gathers the batches of an epoch in rounds of {@link EngineSettings#averageEvery()} steps. */
final class Rounds {
  private final Iterator<Batch> batches;
  private final int workers;
  private final int steps;
  private final Classifier classifier;
  private @Nullable Round begun;

  Rounds(Classifier classifier, Iterator<Batch> batches, EngineSettings settings) {
    this.classifier = classifier;
    this.batches = batches;
    this.workers = settings.workers();
    this.steps = settings.averageEvery();
  }

  /**
   * Null after the last.
   *
   * @throws EngineException where batches cannot be shared equally, and so not several in a round
   */
  @Nullable Round next() {
    Round round = begun;
    begun = null;
    while (batches.hasNext() && (round == null || round.steps() < steps)) {
      Batch batch = batches.next();
      if (steps > 1 && batch.size() % workers != 0 && batches.hasNext()) {
        throw new EngineException(
            "a batch of %d images cannot be shared equally by %d workers; choose a batch that is a"
                    .formatted(batch.size(), workers)
                + " multiple of the workers, or average after every step");
      }
      List<DataSet> cut = Parts.of(classifier.examples(batch), workers);
      if (round == null) {
        round = new Round(cut, batch.size());
      } else if (!round.add(cut, batch.size())) {
        begun = new Round(cut, batch.size());
        return round;
      }
    }
    return round;
  }
}
