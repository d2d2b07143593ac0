package dev.serin.gateway.upload;

import dev.serin.gateway.routing.Route;
import java.util.List;

/** Learns of each classify request for a model that is known, once it was answered. */
@FunctionalInterface
public interface ClassifyObserver {
  /**
   * Called on the request's event loop. Must return at once and must not fail.
   *
   * @param outcomes one for each image, in order, at least one
   * @param nanos from the body's last byte to the answer
   */
  void answered(Route route, List<Outcome> outcomes, long nanos);

  /**
   * Called before {@link #answered} for a request that no pin took to its version: such as a split
   * may send to either side. Must return at once and must not fail.
   *
   * @param unit what stays on one side of a split: a user, a session or an image
   */
  default void unpinned(String unit, Route route, List<Outcome> outcomes) {}

  /**
   * A request ended before it was routed: refused, or its caller left. Called as above.
   *
   * @param model that it was for
   */
  default void refused(String model) {}
}
