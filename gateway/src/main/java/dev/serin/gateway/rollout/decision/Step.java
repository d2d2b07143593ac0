package dev.serin.gateway.rollout.decision;

import java.time.Duration;

/**
 * One step of a rollout.
 *
 * @param weight share of the candidate in units of 1/10,000, 1 to 9,999
 * @param duration least time to stay
 * @param samples least canary requests to see in this step
 * @param proof whether every required guard must have proven that there is no harm before the
 *     rollout leaves this step; a step without it only bounds how many bad answers are given
 * @param deadline time after which {@link OnInconclusive} says what becomes of a step that cannot
 *     end; at least {@code duration}
 */
public record Step(int weight, Duration duration, long samples, boolean proof, Duration deadline) {}
