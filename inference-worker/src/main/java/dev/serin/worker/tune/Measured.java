package dev.serin.worker.tune;

/**
 * What a setting was found to give with all lanes busy.
 *
 * @param imagesPerSecond of all lanes together
 * @param p50Millis half of the runs took no longer
 * @param p99Millis 99 of 100 runs took no longer
 */
public record Measured(
    Setting setting, double imagesPerSecond, double p50Millis, double p99Millis) {}
