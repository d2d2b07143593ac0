package dev.serin.gateway.rollout.evidence;

import java.util.OptionalLong;

/**
 * What one signal says, for people.
 *
 * <p>The unit is that of {@link Guard}; of {@code CLASSES} it is the worst class, and {@code
 * CONFIDENCE} has a sign. Samples are those of {@link Reading}.
 *
 * @param value best guess; NaN where there is nothing to guess from
 * @param low lower end of a confidence sequence of level {@code 1 - alpha}: valid at every look
 * @param high upper end of it; NaN where there is none
 * @param toHarm more samples until harm is found, if all goes on as so far; 0 where it is found,
 *     empty where it never will be
 * @param toProof more samples until harmlessness is found, likewise
 */
public record Estimate(
    double value, double low, double high, OptionalLong toHarm, OptionalLong toProof) {
  static final Estimate NONE =
      new Estimate(Double.NaN, Double.NaN, Double.NaN, OptionalLong.empty(), OptionalLong.empty());
}
