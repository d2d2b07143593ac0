package dev.serin.gateway.rollout.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Runs cells on several threads. Each run has dice of its own, and what is counted are whole
 * numbers: the outcome depends on the seed and the number of runs alone.
 *
 * @param seed of all dice
 * @param runs of each cell
 * @param threads at least 1
 */
record Simulation(long seed, int runs, int threads) {
  /** Runs that one task makes: small enough to share, large enough to be worth a task. */
  private static final int CHUNK = 250;

  /** Runs the cells in order. */
  List<Result> run(List<Cell> cells, Progress progress) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Result> results = new ArrayList<>();
      for (Cell cell : cells) {
        results.add(run(cell, pool, progress));
      }
      return results;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a run failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private Result run(Cell cell, ExecutorService pool, Progress progress)
      throws InterruptedException, ExecutionException {
    List<Future<List<Verdicts>>> chunks = new ArrayList<>();
    for (int from = 0; from < runs; from += CHUNK) {
      int first = from;
      int last = Math.min(runs, from + CHUNK);
      chunks.add(pool.submit(() -> chunk(cell, first, last, progress)));
    }
    List<Verdicts> sums = verdicts(cell);
    for (Future<List<Verdicts>> chunk : chunks) {
      List<Verdicts> part = chunk.get();
      for (int i = 0; i < sums.size(); i++) {
        sums.get(i).add(part.get(i));
      }
    }
    return new Result(cell, sums);
  }

  private List<Verdicts> chunk(Cell cell, int from, int to, Progress progress) {
    List<Verdicts> verdicts = verdicts(cell);
    for (int run = from; run < to; run++) {
      cell.trial().run(Dice.of(seed, cell.id(), run), verdicts);
    }
    progress.done(to - from, cell.id());
    return verdicts;
  }

  private static List<Verdicts> verdicts(Cell cell) {
    List<Verdicts> verdicts = new ArrayList<>();
    for (int i = 0; i < cell.trial().rules().size(); i++) {
      verdicts.add(new Verdicts(cell.trial().horizon()));
    }
    return verdicts;
  }
}
