package dev.serin.gateway.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.serin.gateway.scale.Capacity.Model;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The tables of docs/scale.md are what the model says now. {@code -Dserin.paper=write} writes them.
 */
final class ScaleDocumentTest {
  private static final Map<String, Supplier<String>> TABLES =
      new TreeMap<>(
          Map.of(
              "models", Tables::models,
              "rates", Tables::rates,
              "limits", Tables::limits,
              "caches", Tables::caches));

  @Test
  void document_tables_areWhatTheModelSays() throws IOException {
    for (Map.Entry<String, Supplier<String>> table : TABLES.entrySet()) {
      String made = table.getValue().get();
      if ("write".equals(System.getProperty("serin.paper"))) {
        Paper.write(table.getKey(), made);
      }
      assertThat(Paper.read(table.getKey())).as(table.getKey()).isEqualTo(made);
    }
  }

  @Test
  void capacity_tenTimesTheRate_isTenTimesTheWork() {
    Capacity plan = new Capacity(Model.SQUEEZENET, 0, 0);
    assertThat(plan.workerWork(10_000)).isCloseTo(10 * plan.workerWork(1_000), within(1e-9));
    // 10,000 images of 10.9 ms are 109 cores; at .85, with a zone lost, 12.02 machines of 16.
    assertThat(plan.workers(10_000)).isEqualTo(13);
    assertThat(new Capacity(Model.SQUEEZENET, 0, .2).workerWork(1_000))
        .isCloseTo(1.2 * plan.workerWork(1_000), within(1e-9));
    assertThat(new Capacity(Model.SQUEEZENET, 1, 0).workerWork(1_000)).isZero();
    assertThat(plan.gateways(1)).as("one in each zone").isEqualTo(3);
  }

  @Test
  void hitRate_allAlike_isTheShareThatIsKept() {
    assertThat(new CheCache(10_000, 0).hitRate(2_500)).isCloseTo(.25, within(1e-6));
  }

  @Test
  void hitRate_zipf_isWhatALeastRecentlyUsedCacheDoes() {
    int images = 20_000;
    int entries = 2_000;
    double expected = new CheCache(images, .8).hitRate(entries);
    assertThat(simulated(images, .8, entries, 5)).isCloseTo(expected, within(.01));
  }

  /** Of requests by the same law, drawn with {@code seed}, to a cache of the usual kind. */
  private static double simulated(int images, double exponent, int entries, long seed) {
    double[] until = new double[images];
    double sum = 0;
    for (int i = 0; i < images; i++) {
      sum += Math.pow(i + 1, -exponent);
      until[i] = sum;
    }
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Boolean> cache = new LinkedHashMap<>(16, .75f, true);
    int hits = 0;
    int warm = 100_000;
    int requests = 400_000;
    for (int i = 0; i < requests; i++) {
      int found = java.util.Arrays.binarySearch(until, random.nextDouble() * sum);
      int image = found < 0 ? -found - 1 : found;
      hits += cache.get(image) != null && i >= warm ? 1 : 0;
      cache.put(image, true);
      if (cache.size() > entries) {
        cache.remove(cache.keySet().iterator().next());
      }
    }
    return hits / (double) (requests - warm);
  }
}
