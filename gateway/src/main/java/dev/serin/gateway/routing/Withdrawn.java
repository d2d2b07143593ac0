package dev.serin.gateway.routing;

import dev.serin.worker.api.ModelInfo;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Versions whose rollout was aborted and that no rollout has tried again. A pin still reaches them,
 * but no cache in front of Serin may keep what they say.
 */
public final class Withdrawn {
  private record Version(String model, String version) {}

  private final Set<Version> versions = ConcurrentHashMap.newKeySet();

  public void add(String model, String version) {
    versions.add(new Version(model, version));
  }

  public boolean isEmpty() {
    return versions.isEmpty();
  }

  /** It is tried again. */
  public void remove(String model, String version) {
    versions.remove(new Version(model, version));
  }

  /**
   * Whether {@code version} is withdrawn. The stable one never is: an operator may have named it in
   * spite of its rollout.
   *
   * @param model with the stable version that holds
   */
  public boolean contains(ModelInfo model, String version) {
    return versions.contains(new Version(model.name(), version)) && !version.equals(model.stable());
  }
}
