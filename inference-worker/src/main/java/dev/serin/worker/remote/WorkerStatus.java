package dev.serin.worker.remote;

import java.util.List;

/**
 * What a worker says of itself, several times a second.
 *
 * @param worker its id, which no other process has or had
 * @param leaving whether it takes no more requests
 * @param catalog number of its latest catalog; asked for where it is new
 * @param delays of the versions for which an image is under way
 */
record WorkerStatus(String worker, boolean leaving, long catalog, List<Delay> delays) {
  /**
   * How busy one version is.
   *
   * @param nanos until an image that comes now would be answered
   */
  record Delay(String model, String version, long nanos) {}

  WorkerStatus {
    delays = List.copyOf(delays);
  }

  /** Nanoseconds until an image for that version would be answered. */
  long delayNanos(String model, String version) {
    for (Delay delay : delays) {
      if (delay.model.equals(model) && delay.version.equals(version)) {
        return delay.nanos;
      }
    }
    return 0;
  }
}
