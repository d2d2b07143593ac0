package dev.serin.gateway.purge;

import dev.serin.gateway.cdn.SurrogateKeys;
import dev.serin.gateway.rollout.Withdrawals;
import dev.serin.gateway.routing.Withdrawn;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what a version said, right after its rollout was aborted. No request is split to it
 * any more by then. The order closes the gaps:
 *
 * <ol>
 *   <li>From now on its results leave with {@code no-store}, so that no cache in front keeps one
 *       that is computed, or asked for by a pin, after this.
 *   <li>Our own cache forgets it. A request that was routed before may put one answer back; only
 *       who pins the version, or knows the URL, gets to see that.
 *   <li>The caches in front forget it.
 *   <li>A moment later they forget it again: an answer whose headers had left before the first step
 *       may have reached them after the third.
 * </ol>
 */
public final class VersionPurge implements Withdrawals {
  private static final Logger log = LoggerFactory.getLogger(VersionPurge.class);

  private final Withdrawn withdrawn;
  private final OwnCaches caches;
  private final Purges purges;
  private final Optional<Duration> again;

  /**
   * @param again how long a moment is
   */
  public VersionPurge(
      Withdrawn withdrawn, OwnCaches caches, Purges purges, Optional<Duration> again) {
    this.withdrawn = withdrawn;
    this.caches = caches;
    this.purges = purges;
    this.again = again;
  }

  @Override
  public void withdraw(String model, String version) {
    withdrawn.add(model, version);
    String reason = "version " + version + " of " + model + " aborted";
    try {
      purge(model, version, reason);
    } catch (RuntimeException e) {
      log.error("Not all caches were told that {}", reason, e);
    }
    again.ifPresent(
        moment -> purges.after(moment, () -> purge(model, version, reason + ", once more")));
  }

  @Override
  public void readmit(String model, String version) {
    withdrawn.remove(model, version);
  }

  private void purge(String model, String version, String reason) {
    Set<String> keys = Set.of(SurrogateKeys.version(model, version));
    purges.send(reason, keys, caches.forget(keys).urls());
  }
}
