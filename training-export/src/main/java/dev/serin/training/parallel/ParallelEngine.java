package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Classifier;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.factory.TrainerContext;
import org.deeplearning4j.parallelism.trainer.Trainer;

/**
 * Trains in several threads of this process by DL4J's ParallelWrapper: each worker trains a copy of
 * the network on its part of the batch, then parameters and the optimiser's state are averaged.
 * Threads and copies live for an epoch.
 */
final class ParallelEngine implements Engine {
  private final EngineSettings settings;

  ParallelEngine(EngineSettings settings) {
    if (settings.workers() < 2) {
      throw new EngineException(
          "the engine 'parallel' needs 2 workers or more; for one there is the engine 'local'");
    }
    this.settings = settings;
  }

  @Override
  public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
    Model network = classifier.network();
    int workers = settings.workers();
    Round round =
        new Round(
            batches,
            steps,
            batch -> Parts.of(classifier.examples(batch), workers),
            () -> network.score() - dev.serin.training.net.Steps.penalty(network));
    ParallelWrapper wrapper =
        new ParallelWrapper.Builder<>(network)
            .workers(workers)
            .averagingFrequency(1)
            .averageUpdaters(true)
            // The caller's thread reads ahead nothing: it must hear of each step.
            .prefetchBuffer(0)
            .build();
    // The builder has a method for it too, whose value its build() then replaces.
    wrapper.setTrainerContext(
        new Replicas(round, workers, settings.threads(), new CountDownLatch(workers)));
    ExecutorService threads = wrapper.getExecutorService();
    Optimiser optimiser = Optimiser.of(network);
    try {
      wrapper.fit(new ExistingDataSetIterator(round));
    } catch (RuntimeException e) {
      round.throwFailure();
      throw round.cause(e);
    } finally {
      // DL4J ends its threads itself only after an epoch without a failure, and waits for none.
      wrapper.shutdown();
      end(threads);
      optimiser.putBack();
    }
    round.throwFailure();
  }

  private static void end(ExecutorService threads) {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        throw new EngineException("a worker's thread did not end within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    // Nothing outlives an epoch.
  }

  /** Makes the workers. */
  private record Replicas(Round round, int workers, int threads, CountDownLatch made)
      implements TrainerContext {
    @Override
    public void init(Model model, Object... arguments) {
      // Nothing to prepare.
    }

    @Override
    public Trainer create(
        String uuid,
        int number,
        Model model,
        int device,
        boolean multiDataSets,
        ParallelWrapper wrapper,
        WorkspaceMode mode,
        int averagingFrequency) {
      return new Replica(round, workers, threads, made, model, number, uuid, wrapper, mode);
    }

    @Override
    public void finalizeRound(Model original, Model... models) {
      // The wrapper averages.
    }

    @Override
    public void finalizeTraining(Model original, Model... models) {
      // The first worker trains the original itself.
    }
  }
}
