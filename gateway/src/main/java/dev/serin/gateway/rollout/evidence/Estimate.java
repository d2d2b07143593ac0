package dev.serin.gateway.rollout.evidence;

import java.util.OptionalLong;

/**
 * What one signal says, for people.
 *
 * @param value best guess, in the unit of {@link Guard}; NaN where there is nothing to guess from
 * @param low lower end of a confidence sequence of level {@code 1 - alpha}: valid at every look
 * @param high upper end of it
 * @param toHarm more samples until harm is found, if all goes on as so far; empty where it never is
 * @param toProof more samples until harmlessness is found, likewise
 */
public record Estimate(
    double value, double low, double high, OptionalLong toHarm, OptionalLong toProof) {}
