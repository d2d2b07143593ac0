package dev.serin.gateway.routing;

import dev.serin.worker.api.VersionInfo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a request.
 *
 * @param model name of the model
 * @param version a version that is ready
 * @param kind how it was chosen, or which side a pin named
 * @param assignment the split's decision; null where there was none: for a pin, without a rollout,
 *     and where one of the two versions cannot answer. Only what was assigned is evidence.
 * @param pinned whether the caller named the version, or a side
 */
public record Route(
    String model, VersionInfo version, Kind kind, @Nullable Assignment assignment, boolean pinned) {
  /** How a version was chosen, as the {@code Serin-Route} header shows it. */
  public enum Kind {
    PINNED,
    STABLE,
    CANARY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
