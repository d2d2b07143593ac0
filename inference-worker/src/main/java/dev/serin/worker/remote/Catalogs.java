package dev.serin.worker.remote;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ModelInfo;
import dev.serin.worker.api.VersionInfo;
import dev.serin.worker.api.VersionInfo.State;
import dev.serin.worker.model.Names;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What several workers serve, as one catalog. */
final class Catalogs {
  private Catalogs() {}

  /**
   * A version is what most of the workers that are ready with it have, by its digest: one with
   * other bytes under the same name is not asked, so that answers do not depend on who gives them.
   *
   * @param all in an order that does not change
   */
  static Catalog merge(List<Catalog> all) {
    Map<String, List<ModelInfo>> models = new TreeMap<>();
    all.stream()
        .flatMap(catalog -> catalog.models().stream())
        .forEach(model -> models.computeIfAbsent(model.name(), n -> new ArrayList<>()).add(model));
    return new Catalog(
        all.stream().anyMatch(Catalog::complete),
        models.values().stream().map(Catalogs::model).toList());
  }

  private static ModelInfo model(List<ModelInfo> same) {
    String stable =
        same.stream().map(ModelInfo::stable).filter(Objects::nonNull).findFirst().orElse(null);
    Map<String, List<VersionInfo>> versions =
        same.stream()
            .flatMap(model -> model.versions().stream())
            .collect(
                Collectors.groupingBy(
                    VersionInfo::version, () -> new TreeMap<>(Names.NATURAL), Collectors.toList()));
    return new ModelInfo(
        same.get(0).name(), stable, versions.values().stream().map(Catalogs::version).toList());
  }

  private static VersionInfo version(List<VersionInfo> same) {
    Map<String, List<VersionInfo>> ready =
        same.stream()
            .filter(version -> version.state() == State.READY)
            .collect(
                Collectors.groupingBy(
                    version -> String.valueOf(version.digest()),
                    TreeMap::new,
                    Collectors.toList()));
    return ready.values().stream()
        .max(Comparator.comparingInt(List::size))
        .map(Catalogs::providers)
        .orElseGet(() -> same.get(0));
  }

  /** The first of them, run wherever one of them is. */
  private static VersionInfo providers(List<VersionInfo> equal) {
    VersionInfo first = equal.get(0);
    return new VersionInfo(
        first.version(),
        first.state(),
        first.reason(),
        first.digest(),
        first.labels(),
        first.accuracy(),
        equal.stream()
            .flatMap(version -> version.providers().stream())
            .distinct()
            .sorted()
            .toList());
  }
}
