package dev.serin.worker.tune;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Objects;

/**
 * How a version is to be run, as measured: the content of a tuning file.
 *
 * @param model name of the model
 * @param version name of the version
 * @param digest of the version: other bytes run otherwise
 * @param cores of the machine that measured: another machine must measure for itself
 * @param lanes batches that run at the same time
 * @param intraOpThreads threads of one run
 * @param batchSize most images of a run
 * @param batchDelayMicros how long a run may wait for images that are being decoded
 */
public record Chosen(
    String model,
    String version,
    String digest,
    int cores,
    int lanes,
    @JsonProperty("intra-op-threads") int intraOpThreads,
    @JsonProperty("batch-size") int batchSize,
    @JsonProperty("batch-delay-us") int batchDelayMicros) {
  public Chosen {
    Objects.requireNonNull(model, "model is missing");
    Objects.requireNonNull(version, "version is missing");
    if (cores < 1 || lanes < 1 || intraOpThreads < 1 || batchSize < 1 || batchDelayMicros < 0) {
      throw new IllegalArgumentException("lanes, threads and batch-size must be at least 1");
    }
  }

  public Duration batchDelay() {
    return Duration.ofNanos(batchDelayMicros * 1_000L);
  }
}
