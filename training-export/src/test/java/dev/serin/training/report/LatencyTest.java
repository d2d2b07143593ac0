package dev.serin.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Examples;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private final AtomicLong clock = new AtomicLong();
  private final List<Integer> asked = new ArrayList<>();

  /** Every tenth single run takes 9 ms, the others 2 ms; a batch takes 16 ms. */
  private float[] run(float[] values, int n) {
    long millis = n > 1 ? 16 : asked.size() % 10 == 0 ? 9 : 2;
    asked.add(n);
    clock.addAndGet(millis * 1_000_000);
    return new float[n];
  }

  @Test
  void measure_knownTimes_givesQuantilesAndRate() {
    Latency latency = Latency.measure(this::run, examples(3), clock::get);
    assertThat(latency.millis()).hasSize(500);
    assertThat(latency.p50()).isEqualTo(2);
    assertThat(latency.p90()).isEqualTo(2);
    assertThat(latency.p99()).isEqualTo(9);
    assertThat(latency.imagesPerSecond()).isEqualTo(2000);
    assertThat(asked).hasSize(20 + 500 + 21);
    assertThat(latency.machine()).contains("Java");
  }

  @Test
  void measure_slowNetwork_stopsInTime() {
    Latency latency =
        Latency.measure(
            (values, n) -> {
              clock.addAndGet(2_000_000_000L);
              return new float[n];
            },
            examples(1),
            clock::get);
    assertThat(latency.millis()).hasSize(3);
  }

  private static Examples examples(int size) {
    return new Examples() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public int label(int i) {
        return 0;
      }

      @Override
      public int valuesPerExample() {
        return 4;
      }

      @Override
      public void write(int i, float[] values, int at) {
        IntStream.range(0, 4).forEach(v -> values[at + v] = i);
      }
    };
  }
}
