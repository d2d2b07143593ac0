package dev.serin.worker.model;

/**
 * Puts a loaded version to work.
 *
 * @param <V> a version at work
 */
public interface VersionOpener<V> {
  V open(String model, String version, LoadedVersion loaded);

  /** Called once, when nobody uses {@code version} any more; closes the loaded version too. */
  void close(V version);
}
