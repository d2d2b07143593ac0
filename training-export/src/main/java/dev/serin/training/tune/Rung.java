package dev.serin.training.tune;

import java.util.ArrayList;
import java.util.List;

/**
 * A step of successive halving: so many trials are trained to so many epochs in all, then the best
 * go on to the next. K. Jamieson and A. Talwalkar, "Non-stochastic best arm identification and
 * hyperparameter optimization", 2016; with {@code eta} and resources as the inner loop of L. Li et
 * al., "Hyperband", 2018.
 *
 * @param number 0 first
 * @param trials how many
 * @param epochs of each, those of earlier rungs included
 */
record Rung(int number, int trials, int epochs) {

  /** The last one trains to the most epochs. */
  static List<Rung> of(TuneConfig config) {
    List<Rung> rungs = new ArrayList<>();
    int trials = config.trials();
    long epochs = config.epochs().min();
    while (trials > 1 && epochs < config.epochs().max()) {
      rungs.add(new Rung(rungs.size(), trials, (int) epochs));
      trials = Math.max(1, trials / config.eta());
      epochs *= config.eta();
    }
    rungs.add(new Rung(rungs.size(), trials, config.epochs().max()));
    return List.copyOf(rungs);
  }

  /** Epochs that are trained in all, where a trial goes on from where it was. */
  static long budget(List<Rung> rungs) {
    long budget = 0;
    int before = 0;
    for (Rung rung : rungs) {
      budget += (long) rung.trials() * (rung.epochs() - before);
      before = rung.epochs();
    }
    return budget;
  }
}
