package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.Experiments;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of each model is stable: what a promotion made so, as long as {@code model.yaml}
 * names what it named then; else what that file names.
 */
final class StableVersions {
  private static final Logger log = LoggerFactory.getLogger(StableVersions.class);

  private final Supplier<Catalog> catalog;
  private final Experiments experiments;
  private final Map<String, Stable> promoted = new ConcurrentHashMap<>();

  StableVersions(Supplier<Catalog> catalog, Experiments experiments) {
    this.catalog = catalog;
    this.experiments = experiments;
  }

  /** The stable version, empty where the model or its stable version is not known. */
  String of(String model) {
    Stable word = promoted.get(model);
    String declared = declared(model);
    if (word != null && Objects.equals(word.declared(), declared)) {
      return word.version();
    }
    return declared == null ? "" : declared;
  }

  /** What {@code model.yaml} names, null where the model or that is not known. */
  @Nullable String declared(String model) {
    return catalog.get().model(model).map(ModelInfo::stable).orElse(null);
  }

  /** What to write down so that {@code version} is the stable one. */
  Stable word(String model, String version) {
    String declared = declared(model);
    return new Stable(model, version.equals(declared) ? "" : version, declared);
  }

  /** Acts on a word that is written down. */
  void set(Stable word) {
    if (word.version().isEmpty()) {
      promoted.remove(word.model());
    } else {
      promoted.put(word.model(), word);
    }
    experiments.stable(word.model(), word.version());
  }

  /** After a restart, at once: until the catalog is complete nobody knows that the file changed. */
  void restore(List<Stable> words) {
    words.stream().filter(word -> !word.version().isEmpty()).forEach(this::set);
  }

  /** Takes promotions back whose {@code model.yaml} was changed since. */
  void check() {
    if (!catalog.get().complete()) {
      return;
    }
    for (Stable word : promoted.values()) {
      boolean known = catalog.get().model(word.model()).isPresent();
      if (known && !Objects.equals(word.declared(), declared(word.model()))) {
        log.info(
            "model.yaml of {} was changed, so version {}, which was promoted, is not stable any more",
            word.model(),
            word.version());
        set(new Stable(word.model(), "", declared(word.model())));
      }
    }
  }
}
