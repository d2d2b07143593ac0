package dev.serin.worker.model;

import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** For each model, the version that answers when nothing is asked for. For one thread at a time. */
final class StableVersions {
  private static final Logger log = LoggerFactory.getLogger(StableVersions.class);

  private final StrictYaml yaml = new StrictYaml();
  private final Map<String, String> chosen = new HashMap<>();

  /** What was last said of a model file that is wrong, so that it is said once. */
  private final Map<String, String> errors = new HashMap<>();

  /** The choice for {@code model}; null where there is none. */
  @Nullable String of(String model) {
    return chosen.get(model);
  }

  /**
   * Takes what model.yaml names; where there is no such file, the first version that got ready. A
   * file that is wrong changes nothing.
   *
   * @param versions in natural order
   */
  void choose(ModelFolder model, List<VersionInfo> versions) {
    try {
      model
          .stable(yaml)
          .or(() -> firstReady(model.name(), versions))
          .ifPresentOrElse(
              version -> chosen.put(model.name(), version), () -> chosen.remove(model.name()));
      errors.remove(model.name());
    } catch (IOException e) {
      String error = String.valueOf(e.getMessage());
      if (!error.equals(errors.put(model.name(), error))) {
        log.warn("model {} keeps its stable version: {}", model.name(), error);
      }
    }
  }

  /** Stays what it was as long as that is there: a newcomer never takes over by itself. */
  private Optional<String> firstReady(String model, List<VersionInfo> versions) {
    @Nullable String current = chosen.get(model);
    if (versions.stream().anyMatch(v -> v.version().equals(current))) {
      return Optional.ofNullable(current);
    }
    return versions.stream()
        .filter(v -> v.state() == State.READY)
        .map(VersionInfo::version)
        .findFirst();
  }
}
