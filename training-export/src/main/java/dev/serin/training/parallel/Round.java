package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What one thread, DL4J's coordinator, hands to the workers' threads, step by step, and what they
 * say of it. As an iterator it has the parts of one step, then none until all of them are trained:
 * DL4J asks for {@code workers} parts or as many as there are, trains them, averages, asks again.
 */
final class Round implements Iterator<DataSet> {
  private final Iterator<Batch> batches;
  private final Engine.Steps steps;
  private final Function<Batch, List<DataSet>> cut;
  private final DoubleSupplier loss;

  private final Queue<DataSet> parts = new ArrayDeque<>();
  private final AtomicInteger trained = new AtomicInteger();
  private final AtomicReference<@Nullable EngineException> failure = new AtomicReference<>();
  private volatile double learningRate;
  private int step;
  private int images;
  private int handedOut;
  private boolean ended;
  private @Nullable RuntimeException passedOn;

  /**
   * @param cut into a part for each worker
   * @param loss the mean over the parts of the last step
   */
  Round(
      Iterator<Batch> batches,
      Engine.Steps steps,
      Function<Batch, List<DataSet>> cut,
      DoubleSupplier loss) {
    this.batches = batches;
    this.steps = steps;
    this.cut = cut;
    this.loss = loss;
  }

  @Override
  public boolean hasNext() {
    try {
      return hasPart();
    } catch (RuntimeException e) {
      passedOn = e;
      throw e;
    }
  }

  private boolean hasPart() {
    if (!parts.isEmpty()) {
      return true;
    }
    if (ended || trained.get() < handedOut) {
      return false;
    }
    if (handedOut > 0 && !finishStep()) {
      ended = true;
      return false;
    }
    return load();
  }

  @Override
  public DataSet next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    handedOut++;
    return parts.remove();
  }

  private boolean load() {
    if (!batches.hasNext()) {
      ended = true;
      return false;
    }
    Batch batch = batches.next();
    images = batch.size();
    learningRate = steps.learningRate(step);
    parts.addAll(cut.apply(batch));
    return true;
  }

  private boolean finishStep() {
    handedOut = 0;
    trained.set(0);
    return failure.get() == null && steps.done(step++, images, loss.getAsDouble());
  }

  /** The rate of the step that is under way. For any thread. */
  double learningRate() {
    return learningRate;
  }

  /** A part has been trained, or failed. For any thread. */
  void trained() {
    trained.incrementAndGet();
  }

  /** For any thread; the first failure counts. */
  void failed(int worker, Throwable cause) {
    failure.compareAndSet(
        null,
        new EngineException(
            "worker %d failed at step %d of the epoch: %s"
                .formatted(worker + 1, step + 1, EngineException.reason(cause)),
            cause));
  }

  void throwFailure() {
    EngineException e = failure.get();
    if (e != null) {
      throw e;
    }
  }

  /** What is to be thrown where the epoch ended in {@code e} and no worker's failure led to it. */
  RuntimeException cause(RuntimeException e) {
    return passedOn == null
        ? new EngineException(
            "sharing step %d of the epoch among the workers failed: %s"
                .formatted(step + 1, EngineException.reason(e)),
            e)
        : passedOn;
  }
}
