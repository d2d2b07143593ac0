package dev.serin.worker.api;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One model and its versions.
 *
 * @param name name of the model, which is the name of its folder
 * @param stable the version that answers when nothing else is asked for: what {@code model.yaml}
 *     names, else the first version that got ready; null where there is none. It may be a version
 *     that is not ready, or not there.
 * @param versions in natural order ("2" before "10")
 */
public record ModelInfo(String name, @Nullable String stable, List<VersionInfo> versions) {
  public ModelInfo {
    versions = List.copyOf(versions);
  }

  public Optional<VersionInfo> version(String version) {
    for (VersionInfo one : versions) {
      if (one.version().equals(version)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
