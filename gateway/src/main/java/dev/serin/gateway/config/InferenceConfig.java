package dev.serin.gateway.config;

import java.time.Duration;

/**
 * How models are run, and how long callers wait for them.
 *
 * @param lanes batches that run at one time
 * @param intraOpThreads threads of one run
 * @param decodeThreads images decoded at one time
 * @param queueLength images of one version that wait
 * @param batchSize most images of one run
 * @param batchDelay how long a run may wait for images that are being decoded
 * @param deadline time from the body's last byte to the answer, where the caller names none
 * @param deadlineMax most that a caller may ask for
 * @param top labels in an answer, where the caller names no number
 * @param topMax most that a caller may ask for
 */
public record InferenceConfig(
    Provider provider,
    int lanes,
    int intraOpThreads,
    int decodeThreads,
    int queueLength,
    int batchSize,
    Duration batchDelay,
    Duration deadline,
    Duration deadlineMax,
    int top,
    int topMax) {

  /** Where graphs run. */
  public enum Provider {
    AUTO,
    CPU,
    CUDA
  }

  static InferenceConfig read(Settings settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    InferenceConfig inference =
        new InferenceConfig(
            settings.choice("inference.provider", Provider.class),
            settings.integerOrAuto("inference.lanes", 1, 256, cores),
            settings.integer("inference.intra-op-threads", 1, 256),
            settings.integerOrAuto("inference.decode-threads", 1, 256, cores),
            settings.integer("inference.queue-length", 1, 1_000_000),
            settings.integer("inference.batch-size", 1, 1024),
            settings.time("inference.batch-delay", Duration.ZERO, Duration.ofSeconds(1)),
            settings.time("inference.deadline", Duration.ofMillis(1), Duration.ofHours(1)),
            settings.time("inference.deadline-max", Duration.ofMillis(1), Duration.ofHours(1)),
            settings.integer("inference.top", 1, 100_000),
            settings.integer("inference.top-max", 1, 100_000));
    settings.require(
        inference.deadline.compareTo(inference.deadlineMax) <= 0,
        "inference.deadline must be at most inference.deadline-max");
    settings.require(
        inference.top <= inference.topMax, "inference.top must be at most inference.top-max");
    return inference;
  }
}
