package dev.serin.worker;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Everything a worker can be told. No defaults here: they are in the gateway's configuration file.
 *
 * @param models folder with one folder a model
 * @param copies folder for private copies of graphs with data files, while they are loaded
 * @param poll how often that folder is looked at for new, changed and removed versions
 * @param provider where graphs run
 * @param lanes batches that run at the same time, at least 1
 * @param intraOpThreads threads that one run may use, at least 1
 * @param decodeThreads images decoded at the same time, at least 1
 * @param queueLength requests of one version that may be decoding or waiting, at least 1; and
 *     requests of all versions that may wait in the background
 * @param batchSize most images of one run, at least 1; a graph with a fixed batch has its own
 * @param batchDelay how long a run may wait for images that are being decoded
 * @param pixelsMax most pixels of an image, width times height
 * @param tuning which of these numbers a measurement replaces
 */
public record WorkerOptions(
    Path models,
    Path copies,
    Duration poll,
    Provider provider,
    int lanes,
    int intraOpThreads,
    int decodeThreads,
    int queueLength,
    int batchSize,
    Duration batchDelay,
    long pixelsMax,
    Tuning tuning) {

  /** Where nothing is left to measurements, and copies go to the system's temporary folder. */
  public WorkerOptions(
      Path models,
      Duration poll,
      Provider provider,
      int lanes,
      int intraOpThreads,
      int decodeThreads,
      int queueLength,
      int batchSize,
      Duration batchDelay,
      long pixelsMax) {
    this(
        models,
        Path.of(System.getProperty("java.io.tmpdir")),
        poll,
        provider,
        lanes,
        intraOpThreads,
        decodeThreads,
        queueLength,
        batchSize,
        batchDelay,
        pixelsMax,
        Tuning.NONE);
  }

  /** Where graphs run. */
  public enum Provider {
    /** CUDA where it loads, the CPU otherwise. */
    AUTO,
    CPU,
    /** CUDA, or no start at all. */
    CUDA
  }
}
