package dev.serin.training.report;

import dev.serin.training.data.Examples;
import dev.serin.training.net.Logits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * How fast a network answers on this machine, once warm; preprocessing is not in it.
 *
 * @param p50 milliseconds of one image, half of the runs are faster
 * @param p90 milliseconds that 90 % of the runs keep
 * @param p99 milliseconds that 99 % of the runs keep
 * @param batch images a run in {@code imagesPerSecond}
 * @param imagesPerSecond in batches
 * @param machine it was measured on
 * @param millis of each run of one image, fastest first
 */
public record Latency(
    double p50,
    double p90,
    double p99,
    int batch,
    double imagesPerSecond,
    String machine,
    List<Double> millis) {
  private static final int BATCH = 32;
  private static final int WARM_UP_RUNS = 20;
  private static final int RUNS_MAX = 500;
  private static final int BATCH_RUNS_MAX = 20;
  private static final long NANOS_MAX = 5_000_000_000L;

  public Latency {
    millis = List.copyOf(millis);
  }

  /**
   * Runs the network on the first examples, over and over: up to {@value #RUNS_MAX} single images
   * and {@value #BATCH_RUNS_MAX} batches, at most some five seconds each.
   *
   * @param nanoTime a clock, in nanoseconds
   */
  public static Latency measure(Logits network, Examples examples, LongSupplier nanoTime) {
    int different = Math.min(BATCH, examples.size());
    int size = examples.valuesPerExample();
    float[][] single = new float[different][size];
    float[] batch = new float[BATCH * size];
    for (int i = 0; i < BATCH; i++) {
      examples.write(i % different, single[i % different], 0);
      System.arraycopy(single[i % different], 0, batch, i * size, size);
    }
    for (int i = 0; i < WARM_UP_RUNS; i++) {
      network.of(single[i % different], 1);
    }
    List<Double> millis = new ArrayList<>();
    long start = nanoTime.getAsLong();
    long now = start;
    while (millis.isEmpty() || (millis.size() < RUNS_MAX && now - start < NANOS_MAX)) {
      long before = nanoTime.getAsLong();
      network.of(single[millis.size() % different], 1);
      now = nanoTime.getAsLong();
      millis.add((now - before) / 1e6);
    }
    Collections.sort(millis);
    return new Latency(
        quantile(millis, 0.5),
        quantile(millis, 0.9),
        quantile(millis, 0.99),
        BATCH,
        imagesPerSecond(network, batch, nanoTime),
        Machine.describe(),
        millis);
  }

  private static double imagesPerSecond(Logits network, float[] batch, LongSupplier nanoTime) {
    network.of(batch, BATCH);
    long start = nanoTime.getAsLong();
    long now = start;
    int runs = 0;
    while (runs == 0 || (runs < BATCH_RUNS_MAX && now - start < NANOS_MAX)) {
      network.of(batch, BATCH);
      now = nanoTime.getAsLong();
      runs++;
    }
    return runs * BATCH / (Math.max(1, now - start) / 1e9);
  }

  /** The smallest value that the share {@code q} of the values do not exceed. */
  static double quantile(List<Double> sorted, double q) {
    return sorted.get(Math.max(0, (int) Math.ceil(q * sorted.size()) - 1));
  }
}
