package dev.serin.worker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one model: {@code model.yaml} and a folder for each version. */
record ModelFolder(Path path) {
  private static final int FOLDERS_MAX = 1_000;
  private static final String MODEL_FILE = "model.yaml";

  /** Content of model.yaml. */
  private record ModelFile(String stable, @Nullable Provider provider) {
    @JsonCreator
    static ModelFile of(
        @JsonProperty(value = "stable", required = true) String stable,
        @JsonProperty("provider") @Nullable Provider provider) {
      return new ModelFile(stable, provider);
    }
  }

  /** The models of a repository folder. */
  static List<ModelFolder> in(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new InvalidFileException("the models folder '" + root + "' does not exist");
    }
    return folders(root).stream().map(ModelFolder::new).toList();
  }

  String name() {
    return path.getFileName().toString();
  }

  /** Folders with a manifest; others (samples, half a copy) are nobody's version. */
  List<Path> versions() throws IOException {
    return folders(path).stream()
        .filter(folder -> Files.exists(folder.resolve(Manifest.FILE_NAME)))
        .toList();
  }

  /**
   * The version that model.yaml names; empty where there is no such file.
   *
   * @throws IOException if the file is there, but wrong
   */
  Optional<String> stable(StrictYaml yaml) throws IOException {
    return file(yaml).map(ModelFile::stable);
  }

  /**
   * Where model.yaml wants it run; empty where it does not say.
   *
   * @throws IOException if the file is there, but wrong
   */
  Optional<Provider> provider(StrictYaml yaml) throws IOException {
    return file(yaml).map(ModelFile::provider);
  }

  private Optional<ModelFile> file(StrictYaml yaml) throws IOException {
    Path file = path.resolve(MODEL_FILE);
    return Files.exists(file) ? Optional.of(yaml.read(file, ModelFile.class)) : Optional.empty();
  }

  /** Hidden folders are left out: copies in progress, and the inner links of mounted volumes. */
  private static List<Path> folders(Path parent) throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children
          .filter(child -> !child.getFileName().toString().startsWith("."))
          .filter(Files::isDirectory)
          .sorted()
          .limit(FOLDERS_MAX)
          .toList();
    }
  }
}
