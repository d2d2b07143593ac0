package dev.serin.gateway.rollout.simulate;

/**
 * What one minute brought.
 *
 * @param weight share of the candidate in units of 1/10,000
 * @param canary requests of the candidate
 * @param stable requests of the stable version
 * @param canaryErrors failed requests of the candidate
 * @param stableErrors failed requests of the stable version
 * @param canaryUnits units whose first error of the rollout was the candidate's
 * @param stableUnits units whose first error of the rollout was stable's
 */
record Minute(
    int weight,
    long canary,
    long stable,
    long canaryErrors,
    long stableErrors,
    long canaryUnits,
    long stableUnits) {}
