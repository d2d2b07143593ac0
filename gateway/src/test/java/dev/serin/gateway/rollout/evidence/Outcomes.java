package dev.serin.gateway.rollout.evidence;

import java.util.ArrayList;
import java.util.List;

/**
 * All that can happen in a few steps.
 *
 * @param values of one step
 * @param chance of a value after those before it
 * @param count puts a value after those before it into a tally
 */
record Outcomes<T>(List<T> values, Chance<T> chance, Count<T> count) {
  interface Chance<T> {
    double of(List<T> before, T value);
  }

  interface Count<T> {
    void into(Tally tally, List<T> before, T value);
  }

  /** Exact mean of the e-value after 0, 1, ... {@code steps} steps. */
  List<Double> means(EProcess process, int steps) {
    double[] means = new double[steps + 1];
    sum(process, steps, new ArrayList<>(), new Tally(), 1, means);
    List<Double> list = new ArrayList<>();
    for (double mean : means) {
      list.add(mean);
    }
    return list;
  }

  private void sum(
      EProcess process,
      int steps,
      List<T> before,
      Tally tally,
      double chanceOfAll,
      double[] means) {
    means[before.size()] += chanceOfAll * StrictMath.exp(process.log(tally, 1));
    if (before.size() == steps) {
      return;
    }
    for (T value : values) {
      double next = chanceOfAll * chance.of(before, value);
      if (next > 0) {
        sum(process, steps, and(before, value), and(tally, before, value), next, means);
      }
    }
  }

  /** Exact chance that the e-value's logarithm is at {@code bar} after any of the steps. */
  double chanceOfReaching(double bar, EProcess process, int steps) {
    return reach(bar, process, steps, new ArrayList<>(), new Tally());
  }

  private double reach(double bar, EProcess process, int steps, List<T> before, Tally tally) {
    if (process.log(tally, 1) >= bar) {
      return 1;
    }
    if (before.size() == steps) {
      return 0;
    }
    double sum = 0;
    for (T value : values) {
      sum +=
          chance.of(before, value)
              * reach(bar, process, steps, and(before, value), and(tally, before, value));
    }
    return sum;
  }

  private List<T> and(List<T> before, T value) {
    List<T> more = new ArrayList<>(before);
    more.add(value);
    return more;
  }

  private Tally and(Tally tally, List<T> before, T value) {
    Tally more = tally.copy();
    count.into(more, before, value);
    return more;
  }
}
