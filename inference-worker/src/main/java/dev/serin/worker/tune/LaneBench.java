package dev.serin.worker.tune;

import dev.serin.worker.model.BoundRun;
import dev.serin.worker.model.Graph;
import dev.serin.worker.model.InvalidFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Runs noise through a graph on as many threads as there are lanes. What an image shows does not
 * change what a convolution costs, so noise is as good as photos.
 */
public final class LaneBench implements Bench {
  /** Opens the graph of the version with so many threads for each run. */
  @FunctionalInterface
  public interface Opener {
    Graph open(int intraOpThreads) throws InvalidFileException;
  }

  private static final int WARM_UP_RUNS = 5;
  private static final int RUNS_MAX = 1 << 20;
  private static final long SEED = 20_26;

  private final Opener opener;
  private final long nanos;
  private final LongSupplier nanoTime;

  /**
   * @param each how long each setting is measured
   */
  public LaneBench(Opener opener, Duration each, LongSupplier nanoTime) {
    this.opener = opener;
    this.nanos = each.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public Measured measure(Setting setting) {
    ExecutorService lanes = Executors.newFixedThreadPool(setting.lanes());
    try (Graph graph = opener.open(setting.intraOpThreads())) {
      Callable<long[]> lane = () -> runs(graph, setting.batchSize());
      long start = nanoTime.getAsLong();
      double[] millis =
          lanes.invokeAll(Stream.generate(() -> lane).limit(setting.lanes()).toList()).stream()
              .flatMapToLong(done -> Arrays.stream(get(done)))
              .mapToDouble(took -> took / 1e6)
              .sorted()
              .toArray();
      double seconds = (nanoTime.getAsLong() - start) / 1e9;
      return new Measured(
          setting,
          millis.length * setting.batchSize() / seconds,
          millis[millis.length / 2],
          millis[(int) (0.99 * (millis.length - 1))]);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (InvalidFileException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } finally {
      lanes.shutdownNow();
    }
  }

  /** Nanoseconds of each run. */
  private long[] runs(Graph graph, int batch) {
    long[] took = new long[RUNS_MAX];
    int runs = 0;
    try (BoundRun bound = graph.bind(batch)) {
      byte[] noise = new byte[bound.input().remaining()];
      new SplittableRandom(SEED).nextBytes(noise);
      // One byte in four of a float: small numbers, none of them odd.
      for (int i = 0; i < noise.length; i++) {
        noise[i] = i % Float.BYTES == 3 ? 0x3e : noise[i];
      }
      bound.input().put(0, noise);
      for (int run = 0; run < WARM_UP_RUNS; run++) {
        bound.run(batch);
      }
      long end = nanoTime.getAsLong() + nanos;
      for (long now = nanoTime.getAsLong(); runs == 0 || (now < end && runs < RUNS_MAX); runs++) {
        bound.run(batch);
        long after = nanoTime.getAsLong();
        took[runs] = after - now;
        now = after;
      }
    }
    return Arrays.copyOf(took, runs);
  }

  private static long[] get(Future<long[]> done) {
    try {
      return done.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    }
  }
}
