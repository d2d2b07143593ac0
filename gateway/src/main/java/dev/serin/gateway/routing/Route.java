package dev.serin.gateway.routing;

import dev.serin.worker.api.VersionInfo;
import java.util.Locale;

/**
 * Who answers a request.
 *
 * @param model name of the model
 * @param version a version that is ready
 * @param kind how it was chosen
 */
public record Route(String model, VersionInfo version, Kind kind) {
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
