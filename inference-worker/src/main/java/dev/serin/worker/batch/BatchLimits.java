package dev.serin.worker.batch;

import java.time.Duration;

/**
 * The limits of one queue.
 *
 * @param places jobs that may be on their way or waiting, at least 1
 * @param size most jobs of a batch, at least 1
 * @param delay longest time that the first job of a batch waits for more of them; 0 for not at all
 */
public record BatchLimits(int places, int size, Duration delay) {
  public BatchLimits {
    if (places < 1 || size < 1 || delay.isNegative()) {
      throw new IllegalArgumentException(
          "not limits of a queue: " + places + ", " + size + ", " + delay);
    }
  }
}
