package dev.serin.training.net;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code learning-rate} section of a training configuration: the rate of every step, by how far
 * the training is. All begin with a straight line up, the warm-up (P. Goyal et al., "Accurate,
 * large minibatch SGD", 2017), and differ in what follows.
 *
 * @param shape what follows
 * @param peak the largest rate, above 0 and below 10
 * @param warmUp share of all steps, 0 to below 1, on the way up
 * @param cycles how often {@code cosine} starts anew after the warm-up
 * @param steps at which progress, 0 to 1 and growing, the shape {@code STEP} lowers the rate
 * @param factor by which it does, above 0 and below 1
 */
public record Schedule(
    Shape shape, double peak, double warmUp, int cycles, List<Double> steps, double factor) {

  /** The first and the last rate, as a share of the peak: steps never stop meaning something. */
  private static final double LEAST = 0.001;

  private static final List<Double> STEPS = List.of(0.5, 0.75);
  private static final double FACTOR = 0.1;

  /** What follows the warm-up. */
  public enum Shape {
    /**
     * Half a cosine down to nearly nothing. After L. Smith, "Super-convergence", 2017: large steps
     * in the middle, and an end that settles, in few epochs.
     */
    @JsonProperty("one-cycle")
    ONE_CYCLE,
    /**
     * Half a cosine down, then from the peak again, as often as {@code cycles} says. I. Loshchilov
     * and F. Hutter, "SGDR: Stochastic gradient descent with warm restarts", 2016.
     */
    @JsonProperty("cosine")
    COSINE,
    /** The peak, lowered by a factor now and then, as K. He et al. trained their ResNets. */
    @JsonProperty("step")
    STEP,
    /** The peak to the end. */
    @JsonProperty("constant")
    CONSTANT
  }

  public Schedule {
    check(peak > 0 && peak < 10, "peak must be above 0 and below 10, not " + peak);
    check(warmUp >= 0 && warmUp < 1, "warm-up must be 0 to below 1, not " + warmUp);
    check(cycles >= 1 && cycles <= 1000, "cycles must be 1 to 1000, not " + cycles);
    check(factor > 0 && factor < 1, "factor must be above 0 and below 1, not " + factor);
    check(rising(steps), "at must be numbers from 0 to 1 that grow, not " + steps);
    steps = List.copyOf(steps);
  }

  /** One cycle with this peak and warm-up. */
  public static Schedule oneCycle(double peak, double warmUp) {
    return new Schedule(Shape.ONE_CYCLE, peak, warmUp, 1, STEPS, FACTOR);
  }

  @JsonCreator
  static Schedule of(
      @JsonProperty("schedule") @Nullable Shape shape,
      @JsonProperty(value = "peak", required = true) double peak,
      @JsonProperty("warm-up") @Nullable Double warmUp,
      @JsonProperty("cycles") @Nullable Integer cycles,
      @JsonProperty("at") @Nullable List<Double> steps,
      @JsonProperty("factor") @Nullable Double factor) {
    Shape chosen = shape == null ? Shape.ONE_CYCLE : shape;
    check(cycles == null || chosen == Shape.COSINE, "cycles is for cosine");
    check(steps == null || chosen == Shape.STEP, "at is for step");
    check(factor == null || chosen == Shape.STEP, "factor is for step");
    check(warmUp != null || chosen != Shape.ONE_CYCLE, "one-cycle needs warm-up");
    return new Schedule(
        chosen,
        peak,
        warmUp == null ? 0 : warmUp,
        cycles == null ? 1 : cycles,
        steps == null ? STEPS : steps,
        factor == null ? FACTOR : factor);
  }

  /** The rate at {@code progress}, 0 at the first step to 1 after the last. */
  public double at(double progress) {
    if (progress < warmUp) {
      return peak * Math.max(LEAST, progress / warmUp);
    }
    double after = (progress - warmUp) / (1 - warmUp);
    return peak
        * switch (shape) {
          case ONE_CYCLE -> Math.max(LEAST, halfCosine(after));
          case COSINE -> Math.max(LEAST, halfCosine(after >= 1 ? 1 : after * cycles % 1));
          // By the whole training's progress, warm-up or not: what people name are its epochs.
          case STEP -> Math.pow(factor, (double) steps.stream().filter(s -> progress >= s).count());
          case CONSTANT -> 1;
        };
  }

  private static double halfCosine(double progress) {
    return 0.5 * (1 + Math.cos(Math.PI * progress));
  }

  private static boolean rising(List<Double> values) {
    double last = 0;
    for (Double value : values) {
      if (value == null || !(value > last && value < 1)) {
        return false;
      }
      last = value;
    }
    return true;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("training.learning-rate: " + otherwise);
    }
  }
}
