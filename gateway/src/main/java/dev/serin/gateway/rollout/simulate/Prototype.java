package dev.serin.gateway.rollout.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the prototype of these statistics measured, before the product existed: median delays in
 * minutes, and in samples for signals of quality. The product must not be slower by more than a
 * tenth.
 */
final class Prototype {
  private static final double ALLOWED = 1.1;

  /** Median delay and power by id of the cell. */
  private static final Map<String, Figures> FIGURES = figures();

  private Prototype() {}

  /**
   * What was measured.
   *
   * @param median delay of the runs that were aborted
   * @param power share of those runs
   */
  record Figures(int median, double power) {}

  /**
   * One comparison.
   *
   * @param slow whether the product is slower by more than a tenth
   */
  record Comparison(String cell, Figures prototype, Figures product, boolean slow) {}

  static List<Comparison> compare(List<Result> results) {
    List<Comparison> comparisons = new ArrayList<>();
    for (Result result : results) {
      String id = result.cell().id();
      Optional.ofNullable(FIGURES.get(id))
          .ifPresent(
              before -> {
                Verdicts verdicts = result.serin();
                int median = verdicts.quantile(0.5);
                boolean slow = verdicts.fired() == 0 || median > ALLOWED * before.median();
                Figures now = new Figures(median, verdicts.rate());
                comparisons.add(new Comparison(id, before, now, slow));
              });
    }
    return comparisons;
  }

  private static Map<String, Figures> figures() {
    Map<String, Figures> all = new LinkedHashMap<>();
    all.put("errors/steady/0.5 %/20/2x", new Figures(40, 0.94));
    all.put("errors/steady/0.5 %/200/2x", new Figures(16, 1));
    all.put("errors/steady/0.2 %/20/4x", new Figures(26, 1));
    all.put("errors/steady/0.2 %/20/10x", new Figures(12, 1));
    all.put("errors/steady/0.2 %/2/10x", new Figures(33, 0.996));
    all.put("errors/steady/0.05 %/200/10x", new Figures(7, 1));
    all.put("quality/accuracy/-2 points", new Figures(1_874, 1));
    all.put("quality/accuracy/-5 points", new Figures(353, 1));
    all.put("quality/agreement/10 %", new Figures(3_042, 0.83));
    all.put("quality/agreement/12 %", new Figures(652, 1));
    all.put("quality/agreement/20 %", new Figures(80, 1));
    all.put("quality/agreement/50 %", new Figures(7, 1));
    all.put("quality/confidence/-0.02", new Figures(1_550, 1));
    all.put("quality/confidence/-0.05", new Figures(230, 1));
    all.put("quality/confidence/-0.10", new Figures(100, 1));
    all.put("quality/latency/+15 %", new Figures(416, 1));
    all.put("quality/latency/+50 %", new Figures(30, 1));
    all.put("quality/latency/2x", new Figures(16, 1));
    return all;
  }
}
