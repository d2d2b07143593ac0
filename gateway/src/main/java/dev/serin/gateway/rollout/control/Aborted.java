package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.decision.Phase;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes versions back that were aborted elsewhere, or before this start. */
final class Aborted {
  private static final Logger log = LoggerFactory.getLogger(Aborted.class);

  private final Experiments experiments;
  private boolean done;

  Aborted(Experiments experiments) {
    this.experiments = experiments;
  }

  /**
   * Versions whose newest rollout was aborted, once in the life of a process: what caches in front
   * hold of them is purged again, because the last process may have ended between the abort and its
   * purge.
   */
  void withdraw(List<Row> newestFirst) {
    if (done) {
      return;
    }
    done = true;
    Set<List<String>> seen = new HashSet<>();
    for (Row row : newestFirst) {
      if (seen.add(List.of(row.model(), candidate(row)))
          && row.phase().equals(Phase.ABORTED.toString())) {
        withdraw(row);
      }
    }
  }

  /** The candidate of a rollout that was aborted. */
  void withdraw(Row row) {
    String candidate = candidate(row);
    if (!candidate.isEmpty()) {
      experiments.purge(row.model(), candidate);
    }
  }

  private static String candidate(Row row) {
    try {
      return new JsonObject(row.plan()).getString("candidate", "");
    } catch (RuntimeException e) {
      log.warn("The plan of rollout {} cannot be read", row.id(), e);
      return "";
    }
  }
}
