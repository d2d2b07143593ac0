package dev.serin.gateway.catalog;

import io.vertx.core.Future;
import java.util.List;

/** Keeps the identity of each version that was ever served. */
public interface VersionIdentityStore {
  /**
   * Records each of {@code seen} whose name has no identity yet.
   *
   * @return what is on record for each name, in the same order: of several gateways that record one
   *     name at the same time, the first one's
   */
  Future<List<VersionIdentity>> record(List<VersionIdentity> seen);
}
