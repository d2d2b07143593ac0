package dev.serin.gateway.routing;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of each model as it is at this moment. Read by every request, without a lock; what
 * was written is what the next request reads.
 */
public final class LiveTraffic {
  private final Map<String, Traffic> byModel = new ConcurrentHashMap<>();

  public Traffic of(String model) {
    return byModel.getOrDefault(model, Traffic.NONE);
  }

  /** Begins a split, or changes the one that runs; null ends it. */
  public void split(String model, @Nullable Split split) {
    change(model, old -> new Traffic(split, old.stable()));
  }

  /** Makes {@code version} the stable one; null gives the word back to the catalog. */
  public void stable(String model, @Nullable String version) {
    change(model, old -> new Traffic(old.split(), version));
  }

  /** {@code catalog} with the stable versions that hold. */
  public Catalog over(Catalog catalog) {
    return new Catalog(catalog.complete(), catalog.models().stream().map(this::over).toList());
  }

  private ModelInfo over(ModelInfo model) {
    return of(model.name()).over(model);
  }

  private void change(String model, UnaryOperator<Traffic> change) {
    byModel.compute(
        model,
        (name, old) -> {
          Traffic next = change.apply(old == null ? Traffic.NONE : old);
          return next.equals(Traffic.NONE) ? null : next;
        });
  }
}
