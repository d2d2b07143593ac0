package dev.serin.worker.tune;

/** Runs a version with a setting, and measures. */
@FunctionalInterface
public interface Bench {
  /**
   * Keeps all lanes busy for a while.
   *
   * @throws IllegalStateException if the version cannot be run so
   */
  Measured measure(Setting setting);
}
