package dev.serin.training.parallel;

import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Steps;
import java.util.concurrent.CountDownLatch;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.trainer.DefaultTrainer;
import org.nd4j.linalg.dataset.api.DataSet;

/**
 * A worker of DL4J that heeds the learning rate of each step, and does better than DL4J 1.0.0-M2.1
 * in two things. It trains nothing before all workers have their copy: the first one trains the
 * original, and who copies that meanwhile gets half of a step; a few steps later all is NaN. And a
 * failure is kept for the caller: DL4J prints a trace of one kind and waits for ever after the
 * other, an Error.
 */
final class Replica extends DefaultTrainer {
  private final Round round;
  private final int workers;
  private final int threads;
  private final CountDownLatch made;
  private boolean counted;

  /**
   * @param threads that share the work of one operation
   * @param made counts the workers that are yet without their copy
   */
  Replica(
      Round round,
      int workers,
      int threads,
      CountDownLatch made,
      Model original,
      int number,
      String uuid,
      ParallelWrapper wrapper,
      WorkspaceMode workspaceMode) {
    this.round = round;
    this.workers = workers;
    this.threads = threads;
    this.made = made;
    this.originalModel = original;
    this.threadId = number;
    this.uuid = uuid;
    this.parallelWrapper = wrapper;
    this.workspaceMode = workspaceMode;
    this.averagingFrequency = 1;
    // Else both threads make what is missing, and one of the two is lost.
    setupIfNeccessary();
  }

  @Override
  public void run() {
    try {
      // How many threads share an operation is a setting of the thread that starts it.
      Acceleration.useThreads(threads);
      super.run();
    } catch (RuntimeException | Error e) {
      // Where there is no copy yet, DL4J's cleaning up fails for the lack of one.
      round.failed(threadId, thrownException == null ? e : thrownException);
      if (thrownException == null) {
        thrownException = new IllegalStateException(e);
      }
    } finally {
      count();
      // DL4J does not come to it where the replica could not be made, and then waits for it.
      isStopped.set(true);
    }
  }

  /** Comes after the copy and before the first part. */
  @Override
  protected void postInit() {
    super.postInit();
    count();
    try {
      made.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the first step", e);
    }
  }

  private void count() {
    if (!counted) {
      counted = true;
      made.countDown();
    }
  }

  @Override
  protected void fit(DataSet part) {
    try {
      Steps.prepare(replicatedModel, round.learningRate(), threadId, workers);
      super.fit(part);
    } catch (RuntimeException | Error e) {
      round.failed(threadId, e);
    } finally {
      round.trained();
    }
  }
}
