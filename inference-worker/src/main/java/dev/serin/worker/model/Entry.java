package dev.serin.worker.model;

import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the repository knows of one version folder.
 *
 * @param fingerprint of the folder when it was last looked at
 * @param info what callers are told
 * @param shared the running version; null unless ready
 * @param remark what its proof found, though it is ready; null where there is nothing
 */
record Entry<V>(
    String fingerprint, VersionInfo info, @Nullable Shared<V> shared, @Nullable String remark) {

  static <V> Entry<V> loading(String version, String fingerprint) {
    return new Entry<>(
        fingerprint,
        new VersionInfo(version, State.LOADING, null, null, List.of(), null),
        null,
        null);
  }

  static <V> Entry<V> failed(String version, String fingerprint, String reason) {
    return new Entry<>(
        fingerprint,
        new VersionInfo(version, State.FAILED, reason, null, List.of(), null),
        null,
        null);
  }

  static <V> Entry<V> ready(
      String version,
      String fingerprint,
      LoadedVersion loaded,
      Provider provider,
      Shared<V> shared) {
    Origin origin = loaded.manifest().origin();
    Double accuracy = origin == null ? null : origin.accuracy();
    return new Entry<>(
        fingerprint,
        new VersionInfo(
            version,
            State.READY,
            loaded.remark(),
            loaded.digest(),
            loaded.labels(),
            accuracy,
            List.of(provider.text())),
        shared,
        loaded.remark());
  }

  /** The same, seen with another fingerprint; {@code change} is for callers to see, or null. */
  Entry<V> seen(String newFingerprint, @Nullable String change) {
    String reason =
        Stream.of(Optional.ofNullable(change), Optional.ofNullable(remark))
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    VersionInfo seen =
        new VersionInfo(
            info.version(),
            info.state(),
            reason.isEmpty() ? null : reason,
            info.digest(),
            info.labels(),
            info.accuracy(),
            info.providers());
    return new Entry<>(newFingerprint, seen, shared, remark);
  }
}
