package dev.serin.gateway.fleet;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * Where gateways meet. Time is that of the store, so that no two clocks are compared. A future that
 * fails means that nothing is known.
 */
public interface FleetStore {
  /** For a gateway that shares its journal with no other: it is the owner for good. */
  FleetStore ALONE =
      new FleetStore() {
        private final Beat beat = new Beat(true, 0, 0, "");

        @Override
        public Future<Beat> beat(Duration lease) {
          return Future.succeededFuture(beat);
        }

        @Override
        public Future<Void> release() {
          return Future.succeededFuture();
        }

        @Override
        public Future<Void> publish(String kind, String body) {
          return Future.succeededFuture();
        }

        @Override
        public Future<List<Notice>> notices(long after, int limit) {
          return Future.succeededFuture(List.of());
        }
      };

  /**
   * Takes the lease where nobody holds it, keeps it where it is held by this gateway, and says who
   * holds it.
   *
   * @param lease how long it is held from now on
   */
  Future<Beat> beat(Duration lease);

  /** Gives the lease up, so that another gateway need not wait for its end. */
  Future<Void> release();

  /** Tells all gateways. */
  Future<Void> publish(String kind, String body);

  /** What was told after {@code after}, in order, at most {@code limit}. */
  Future<List<Notice>> notices(long after, int limit);
}
