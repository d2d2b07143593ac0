package dev.serin.training.report;

import dev.serin.training.report.stats.Softmax;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Temperature scaling: all logits are divided by one number, so that the probabilities become
 * honest and no answer changes. C. Guo et al., "On calibration of modern neural networks", 2017.
 */
public final class Temperature {
  /** Beyond these a temperature says that there is nothing to learn from, not what it should be. */
  static final double MIN = 0.05;

  static final double MAX = 20;

  private static final double PRECISION = 1e-6;
  private static final int EVALUATIONS_MAX = 200;

  private Temperature() {}

  /**
   * The temperature, {@value #MIN} to {@value #MAX}, under which the answers' mean negative
   * log-likelihood is least. It is convex in 1/T, so there is one. Fit it on validation images,
   * never on those that the calibration is then measured on.
   *
   * @throws IllegalArgumentException where there are no answers
   */
  public static double fit(Answers validation) {
    if (validation.size() == 0) {
      throw new IllegalArgumentException("there are no validation images to fit a temperature on");
    }
    // By its logarithm: half and double are equally far from 1.
    double log =
        new BrentOptimizer(PRECISION, PRECISION)
            .optimize(
                new MaxEval(EVALUATIONS_MAX),
                GoalType.MINIMIZE,
                new UnivariateObjectiveFunction(x -> nll(validation, Math.exp(x))),
                new SearchInterval(Math.log(MIN), Math.log(MAX), 0))
            .getPoint();
    return Math.exp(log);
  }

  /** Mean negative log-likelihood, in nats. */
  static double nll(Answers answers, double temperature) {
    double sum = 0;
    int classes = answers.classes();
    for (int i = 0; i < answers.size(); i++) {
      sum +=
          Softmax.crossEntropy(
              answers.logits(), i * classes, classes, temperature, answers.truth()[i]);
    }
    return sum / answers.size();
  }
}
