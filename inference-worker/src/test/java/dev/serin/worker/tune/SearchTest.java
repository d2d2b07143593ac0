package dev.serin.worker.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class SearchTest {
  private final List<Measured> told = new ArrayList<>();

  @Test
  void settings_anyCores_useAllOfThem() {
    assertThat(Search.settings(1, 0, 2))
        .containsExactly(new Setting(1, 1, 1), new Setting(1, 1, 2));
    assertThat(Search.settings(4, 0, 1))
        .containsExactly(new Setting(4, 1, 1), new Setting(2, 2, 1), new Setting(1, 4, 1));
    assertThat(Search.settings(6, 3, 16))
        .containsExactly(new Setting(6, 1, 3), new Setting(3, 2, 3), new Setting(1, 4, 3));
  }

  @Test
  void run_batchesThatGainNothing_chooseTheShortestRun() {
    Search.Result result = search(s -> 10.0 * s.batchSize() / s.intraOpThreads());
    assertThat(result.best().setting()).isEqualTo(new Setting(1, 2, 1));
    assertThat(result.batchDelayMicros()).isZero();
    assertThat(told).isEqualTo(result.table());
  }

  @Test
  void run_batchesThatGain_waitNoLongerThanTheySave() {
    // A fixed cost of 2 ms for each run, and 1 ms for each image; threads beyond the first are
    // lost.
    Search.Result result = search(s -> 2 + s.batchSize());
    assertThat(result.best().setting()).isEqualTo(new Setting(2, 1, 16));
    assertThat(result.batchDelayMicros()).isEqualTo(2_000);
  }

  @Test
  void run_savingOfManyMillis_isNotAllWaited() {
    assertThat(search(s -> 100).batchDelayMicros()).isEqualTo(5_000);
  }

  @Test
  void run_fixedBatch_waitsForNobody() {
    Search search = new Search(s -> new Measured(s, 1, 1, 1), told::add);
    Search.Result result = search.run(2, 4, 16);
    assertThat(result.best().setting().batchSize()).isEqualTo(4);
    assertThat(result.batchDelayMicros()).isZero();
  }

  /**
   * @param millis of a run
   */
  private Search.Result search(ToDoubleFunction<Setting> millis) {
    return new Search(
            s -> {
              double each = millis.applyAsDouble(s);
              return new Measured(s, s.lanes() * s.batchSize() / each * 1e3, each, each);
            },
            told::add)
        .run(2, 0, 16);
  }
}
