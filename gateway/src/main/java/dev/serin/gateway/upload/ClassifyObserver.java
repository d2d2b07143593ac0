package dev.serin.gateway.upload;

import dev.serin.gateway.routing.Route;
import java.util.List;

/** Learns of each classify request that was routed, once it was answered. */
@FunctionalInterface
public interface ClassifyObserver {
  /**
   * Called on the request's event loop. Must return at once and must not fail.
   *
   * @param outcomes one for each image, in order, at least one
   * @param nanos from the body's last byte to the answer
   */
  void answered(Route route, List<Outcome> outcomes, long nanos);
}
