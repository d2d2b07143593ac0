package dev.serin.gateway.ops;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether traffic should come here. */
public final class Readiness {
  private final Supplier<Catalog> catalog;
  private volatile boolean draining;

  public Readiness(Supplier<Catalog> catalog) {
    this.catalog = catalog;
  }

  /** From now on, for good, no new traffic should come. */
  public void drain() {
    draining = true;
  }

  public boolean isDraining() {
    return draining;
  }

  /** Why traffic should not come here; empty where it should. */
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    Catalog now = catalog.get();
    if (draining) {
      obstacles.add("the server is closing");
    }
    if (!now.complete()) {
      obstacles.add("models are still loading");
    }
    if (now.models().stream().noneMatch(Readiness::isStableReady)) {
      obstacles.add("no model has a stable version that is ready");
    }
    return obstacles;
  }

  private static boolean isStableReady(ModelInfo model) {
    String stable = model.stable();
    return stable != null
        && model.version(stable).filter(v -> v.state() == State.READY).isPresent();
  }
}
