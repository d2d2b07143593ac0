package dev.serin.worker;

import io.vertx.core.Context;
import io.vertx.core.VerticleBase;
import java.util.concurrent.Executor;

/**
 * A lane: a worker verticle that runs one batch at a time, on a thread of the pool that it is
 * deployed with.
 */
final class LaneVerticle extends VerticleBase implements Executor {
  /** Runs {@code batch} after the batches handed in before. Only once deployed. */
  @Override
  public void execute(Runnable batch) {
    Context lane = context;
    lane.runOnContext(ignored -> batch.run());
  }
}
