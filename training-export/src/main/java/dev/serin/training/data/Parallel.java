package dev.serin.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Work on many items by a few threads, of which each has one item in hand. */
public final class Parallel {
  private Parallel() {}

  /**
   * The results of {@code work} for 0 to {@code n} - 1, in this order.
   *
   * @param threads how many work at one time
   * @throws RuntimeException what {@code work} throws first
   */
  public static <T> List<T> map(int n, int threads, IntFunction<T> work) {
    Object[] results = new Object[n];
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, n)));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < Math.max(1, Math.min(threads, n)); t++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int i = next.getAndIncrement(); i < n; i = next.getAndIncrement()) {
                    results[i] = work.apply(i);
                  }
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("reading photos was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      next.set(n);
      pool.shutdownNow();
    }
    @SuppressWarnings("unchecked")
    List<T> list = (List<T>) java.util.Arrays.asList(results);
    return list;
  }
}
