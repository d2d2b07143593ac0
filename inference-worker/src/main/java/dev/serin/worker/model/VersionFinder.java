package dev.serin.worker.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the folder of a version by name, without loading anything. */
public final class VersionFinder {
  private VersionFinder() {}

  /**
   * @param version the stable one where empty: what model.yaml names, else the first
   * @throws InvalidFileException that says what there is, where that is not there
   */
  public static Path find(Path models, String model, Optional<String> version) throws IOException {
    List<ModelFolder> all = ModelFolder.in(models);
    ModelFolder folder =
        all.stream()
            .filter(m -> m.name().equals(model))
            .findFirst()
            .orElseThrow(
                () -> missing("model", model, all.stream().map(ModelFolder::name).toList()));
    List<Path> versions = folder.versions();
    List<String> names =
        versions.stream()
            .map(path -> path.getFileName().toString())
            .sorted(Comparator.comparing(name -> name, Names.NATURAL))
            .toList();
    Optional<String> stable = version.isPresent() ? version : folder.stable(new StrictYaml());
    String wanted = stable.or(() -> names.stream().findFirst()).orElse("");
    return versions.stream()
        .filter(path -> path.getFileName().toString().equals(wanted))
        .findFirst()
        .orElseThrow(() -> missing("version of '" + model + "'", wanted, names));
  }

  private static InvalidFileException missing(String kind, String name, List<String> known) {
    return new InvalidFileException(
        "there is no %s called '%s'; there is %s"
            .formatted(kind, name, known.isEmpty() ? "none" : String.join(", ", known)));
  }
}
