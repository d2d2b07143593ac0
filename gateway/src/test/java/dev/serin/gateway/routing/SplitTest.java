package dev.serin.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

/** The split is exact, sticky and monotone, and each rollout deals anew. */
final class SplitTest {
  private static final int UNITS = 1_000_000;
  private static final int CELLS = 100;
  private static final int[] WEIGHTS = {1, 10, 100, 500, 1_000, 2_500, 5_000, 9_000, 9_999};
  private static final String SALT = "fashion-2-7f3a9c01";

  /** Two-sided: too even is as wrong as too uneven. */
  private static final double P_MIN = 1e-6;

  private static final long SEED = 20261123;
  private static final int[] DEALT = buckets(SALT);

  @Test
  void bucket_knownUnits_asComputedElsewhere() {
    // By Python: int.from_bytes(sha256(salt + b"\0" + unit).digest()[:8], "big") % 10000.
    assertThat(UnitHash.of(SALT, "anna").bucket()).isEqualTo(5333);
    assertThat(UnitHash.of(SALT, "bob").bucket()).isEqualTo(5730);
    assertThat(UnitHash.of("r", "J\u00fcrgen").bucket()).isEqualTo(3387);
    assertThat(UnitHash.of(SALT, "anna").cell(1, 14)).isEqualTo(5387);
    assertThat(UnitHash.of(SALT, "anna").cell(2, 20)).isEqualTo(876520);
  }

  @Test
  void bucket_millionUnits_fillsAllCellsAlike() {
    long[] cells = new long[CELLS];
    for (int bucket : DEALT) {
      cells[bucket / (UnitHash.BUCKETS / CELLS)]++;
    }
    double[] even = IntStream.range(0, CELLS).mapToDouble(i -> (double) UNITS / CELLS).toArray();
    assertPlausible("100 cells", cells, even);
  }

  @Test
  void bucket_millionUnits_everyWeightGetsItsShare() {
    for (int weight : WEIGHTS) {
      long canary = IntStream.of(DEALT).filter(bucket -> bucket < weight).count();
      double expected = (double) UNITS * weight / UnitHash.BUCKETS;
      assertPlausible(
          "weight " + weight,
          new long[] {canary, UNITS - canary},
          new double[] {expected, UNITS - expected});
    }
  }

  /** What one rollout did to a unit says nothing of the next, nor of which cell it falls into. */
  @Test
  void bucket_otherSaltOrWord_independent() {
    int[] two = buckets("fashion-3-00000001");
    assertIndependent("two salts", i -> DEALT[i] / 1_000, i -> two[i] / 1_000);
    int[] met = new int[UNITS];
    int[] erred = new int[UNITS];
    for (int i = 0; i < UNITS; i++) {
      UnitHash hash = UnitHash.of(SALT, unit(i));
      met[i] = hash.cell(1, 14);
      erred[i] = hash.cell(2, 20);
    }
    assertIndependent("bucket and first cell", i -> DEALT[i] / 1_000, i -> met[i] % 10);
    assertIndependent("bucket and second cell", i -> DEALT[i] / 1_000, i -> erred[i] % 10);
    assertIndependent("both cells", i -> met[i] % 10, i -> erred[i] % 10);
  }

  @Test
  void route_risingWeights_nobodyMovesBack() {
    ModelRouter router = new ModelRouter();
    ModelInfo model = model(State.READY);
    int[] steps = {0, 1, 100, 500, 2_500, 5_000, 10_000};
    for (int i = 0; i < 20_000; i++) {
      boolean wasCanary = false;
      for (int weight : steps) {
        boolean canary = isCanary(router, model, weight, unit(i));
        assertThat(canary || !wasCanary).as("%s at %s", unit(i), weight).isTrue();
        wasCanary = canary;
      }
      assertThat(wasCanary).isTrue();
    }
  }

  /** A restart keeps nothing but the id and the weight, and that is all a side depends on. */
  @Test
  void route_afterARestart_everyUnitOnItsSide() {
    ModelInfo before = model(State.READY);
    ModelInfo after = model(State.READY);
    for (int i = 0; i < 20_000; i++) {
      assertThat(isCanary(new ModelRouter(), after, 2_500, unit(i)))
          .isEqualTo(isCanary(new ModelRouter(), before, 2_500, unit(i)));
    }
  }

  private static boolean isCanary(ModelRouter router, ModelInfo model, int weight, String unit) {
    Traffic traffic = new Traffic(new Split(SALT, "2", weight), null);
    return router.route(model, null, unit, traffic).kind() == Route.Kind.CANARY;
  }

  private static void assertIndependent(
      String what, IntUnaryOperator row, IntUnaryOperator column) {
    long[] cells = new long[CELLS];
    double[] rows = new double[10];
    double[] columns = new double[10];
    for (int i = 0; i < UNITS; i++) {
      int r = row.applyAsInt(i);
      int c = column.applyAsInt(i);
      cells[10 * r + c]++;
      rows[r]++;
      columns[c]++;
    }
    double[] expected =
        IntStream.range(0, CELLS)
            .mapToDouble(i -> rows[i / 10] * columns[i % 10] / UNITS)
            .toArray();
    assertPlausible(what, cells, expected, 81);
  }

  private static void assertPlausible(String what, long[] seen, double[] expected) {
    assertPlausible(what, seen, expected, seen.length - 1);
  }

  private static void assertPlausible(
      String what, long[] seen, double[] expected, int degreesOfFreedom) {
    double statistic =
        IntStream.range(0, seen.length)
            .mapToDouble(i -> (seen[i] - expected[i]) * (seen[i] - expected[i]) / expected[i])
            .sum();
    ChiSquaredDistribution chiSquared = ChiSquaredDistribution.of(degreesOfFreedom);
    double upper = chiSquared.survivalProbability(statistic);
    double lower = chiSquared.cumulativeProbability(statistic);
    System.out.printf("split, seed %d: %s: p = %.4f%n", SEED, what, upper);
    assertThat(upper).as(what).isGreaterThan(P_MIN);
    // A statistic of one degree of freedom is small quite often, and nothing is wrong then.
    assertThat(degreesOfFreedom == 1 || lower > P_MIN).as(what + " too even").isTrue();
  }

  private static int[] buckets(String salt) {
    return IntStream.range(0, UNITS).map(i -> UnitHash.of(salt, unit(i)).bucket()).toArray();
  }

  /** Half of them look like session ids, half like numbered users. */
  private static String unit(int i) {
    return i % 2 == 0 ? "user-" + i : Long.toHexString(new Random(SEED + i).nextLong());
  }

  private static ModelInfo model(State candidate) {
    return new ModelInfo(
        "fashion", "1", List.of(version("1", State.READY), version("2", candidate)));
  }

  private static VersionInfo version(String name, State state) {
    return new VersionInfo(name, state, null, "00", List.of("a", "b"), null);
  }
}
