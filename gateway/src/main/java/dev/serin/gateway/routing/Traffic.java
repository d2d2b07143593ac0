package dev.serin.gateway.routing;

import dev.serin.worker.api.ModelInfo;
import org.jspecify.annotations.Nullable;

/**
 * What rollouts say of the traffic of one model.
 *
 * @param split the running one; null where none runs
 * @param stable the version that a promotion made stable; null where the catalog's word holds
 */
public record Traffic(@Nullable Split split, @Nullable String stable) {
  /** No rollout runs or ran. */
  public static final Traffic NONE = new Traffic(null, null);

  /** {@code model} with the stable version that holds. */
  public ModelInfo over(ModelInfo model) {
    return stable == null ? model : new ModelInfo(model.name(), stable, model.versions());
  }
}
