package dev.serin.training.net;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The {@code optimiser} settings of a training: how a gradient becomes a step. What is not named
 * has no effect.
 *
 * @param kind the rule
 * @param momentum of {@code sgd}, 0 to below 1: Nesterov's, as in I. Sutskever et al., "On the
 *     importance of initialization and momentum in deep learning", 2013; 0 is plain SGD
 * @param weightDecay 0 to below 1: at each step every weight loses this share of itself times the
 *     learning rate, biases and normalisations excepted, apart from the rule. With {@code adam}
 *     that is I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2017
 * @param labelSmoothing share, 0 to below 1, of each label that is spread over all classes
 * @param clip largest Euclidean norm of a layer's gradient, above which the gradient is scaled
 *     down; 0 clips nothing
 */
public record OptimiserConfig(
    Kind kind, double momentum, double weightDecay, double labelSmoothing, double clip) {

  /** Adam and nothing else. */
  public static final OptimiserConfig ADAM = new OptimiserConfig(Kind.ADAM, 0, 0, 0, 0);

  private static final double MOMENTUM = 0.9;

  /** Rules that turn gradients into steps. */
  public enum Kind {
    /** D. Kingma and J. Ba, "Adam: A method for stochastic optimization", 2014. */
    @JsonProperty("adam")
    ADAM,
    /** Stochastic gradient descent. */
    @JsonProperty("sgd")
    SGD
  }

  public OptimiserConfig {
    checkShare("momentum", momentum);
    checkShare("weight-decay", weightDecay);
    checkShare("label-smoothing", labelSmoothing);
    if (!(clip >= 0 && clip < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("training.optimiser.clip must be 0 or more, not " + clip);
    }
  }

  @JsonCreator
  static OptimiserConfig of(
      @JsonProperty(value = "kind", required = true) Kind kind,
      @JsonProperty("momentum") @Nullable Double momentum,
      @JsonProperty("weight-decay") @Nullable Double weightDecay,
      @JsonProperty("label-smoothing") @Nullable Double labelSmoothing,
      @JsonProperty("clip") @Nullable Double clip) {
    if (kind == Kind.ADAM && momentum != null) {
      throw new IllegalArgumentException(
          "training.optimiser.momentum is for sgd; adam has its own");
    }
    double usual = kind == Kind.SGD ? MOMENTUM : 0;
    return new OptimiserConfig(
        kind,
        momentum == null ? usual : momentum,
        orZero(weightDecay),
        orZero(labelSmoothing),
        orZero(clip));
  }

  private static double orZero(@Nullable Double value) {
    return value == null ? 0 : value;
  }

  private static void checkShare(String key, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "training.optimiser." + key + " must be 0 to below 1, not " + value);
    }
  }
}
