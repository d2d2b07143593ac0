package dev.serin.gateway.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * How models are run, and how long callers wait for them.
 *
 * @param automatic what a measurement decides, where there is one; the value here is for the others
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
    Set<Knob> automatic,
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

  /** What a measurement can decide. */
  public enum Knob {
    LANES,
    INTRA_OP_THREADS,
    BATCH_SIZE,
    BATCH_DELAY
  }

  /** Where nothing was measured. */
  private static final int BATCH_SIZE = 8;

  private static final Duration BATCH_DELAY = Duration.ofMillis(1);

  public InferenceConfig {
    automatic = Set.copyOf(automatic);
  }

  static InferenceConfig read(Settings settings) {
    int cores = Runtime.getRuntime().availableProcessors();
    InferenceConfig inference =
        new InferenceConfig(
            settings.choice("inference.provider", Provider.class),
            automatic(settings),
            settings.integerOrAuto("inference.lanes", 1, 256, cores),
            settings.integerOrAuto("inference.intra-op-threads", 1, 256, 1),
            settings.integerOrAuto("inference.decode-threads", 1, 256, cores),
            settings.integer("inference.queue-length", 1, 1_000_000),
            settings.integerOrAuto("inference.batch-size", 1, 1024, BATCH_SIZE),
            settings.timeOrAuto(
                "inference.batch-delay", Duration.ZERO, Duration.ofSeconds(1), BATCH_DELAY),
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

  private static Set<Knob> automatic(Settings settings) {
    Set<Knob> automatic = EnumSet.noneOf(Knob.class);
    for (Knob number : Knob.values()) {
      String key = number.name().toLowerCase(Locale.ROOT).replace('_', '-');
      if (settings.isAuto("inference." + key)) {
        automatic.add(number);
      }
    }
    return automatic;
  }
}
