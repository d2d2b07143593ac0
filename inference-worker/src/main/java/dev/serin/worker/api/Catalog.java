package dev.serin.worker.api;

import java.util.List;
import java.util.Optional;

/**
 * What a worker serves at one moment. Immutable; each change publishes a new one.
 *
 * @param complete whether every folder found at the start has been tried, so that what is still
 *     missing is missing for good
 * @param models in order of their names
 */
public record Catalog(boolean complete, List<ModelInfo> models) {
  /** Before the first word from a worker. */
  public static final Catalog EMPTY = new Catalog(false, List.of());

  public Catalog {
    models = List.copyOf(models);
  }

  public Optional<ModelInfo> model(String name) {
    // Asked by each request: no stream.
    for (ModelInfo model : models) {
      if (model.name().equals(name)) {
        return Optional.of(model);
      }
    }
    return Optional.empty();
  }
}
