package dev.serin.worker.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of one version, and the files that its manifest names within. */
record VersionFolder(Path path) {
  private static final long TEXT_BYTES_MAX = 16 << 20;
  private static final int FILES_MAX = 1_000;

  /** Name of the model: that of the folder around. */
  String model() {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null || parent.getFileName() == null ? "" : parent.getFileName().toString();
  }

  Path manifest() {
    return path.resolve(Manifest.FILE_NAME);
  }

  /** A file that the manifest names under {@code key}; never outside the folder. */
  Path file(String key, String name) throws InvalidFileException {
    Path file = path.resolve(name).normalize();
    if (Path.of(name).isAbsolute() || !file.startsWith(path) || file.equals(path)) {
      throw new InvalidFileException(
          "manifest.yaml: " + key + " '" + name + "' is outside the version's folder");
    }
    if (!Files.exists(file)) {
      throw new InvalidFileException("manifest.yaml: " + key + " '" + name + "' does not exist");
    }
    return file;
  }

  /** One label a line; an empty last line does not count. */
  List<String> labels(String name) throws IOException {
    String text = text(file("output.labels", name));
    List<String> labels = text.lines().map(String::strip).toList();
    int blank = labels.indexOf("");
    if (blank >= 0) {
      throw new InvalidFileException(name + " line " + (blank + 1) + " is empty");
    }
    return labels;
  }

  String text(Path file) throws IOException {
    if (Files.size(file) > TEXT_BYTES_MAX) {
      throw new InvalidFileException(file.getFileName() + " is larger than 16 MiB");
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InvalidFileException(file.getFileName() + " is not UTF-8 text");
    }
  }

  /** Changes whenever a file of the folder is added, removed, written or replaced. */
  String fingerprint() throws IOException {
    // Mounted volumes and shared stores give a version as a link to its folder.
    try (Stream<Path> files = Files.walk(path.toRealPath(), 3)) {
      return files
          .limit(FILES_MAX)
          .filter(Files::isRegularFile)
          .sorted()
          .map(VersionFolder::mark)
          .collect(Collectors.joining("\n"));
    } catch (java.io.UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String mark(Path file) {
    try {
      return file.getFileName()
          + " "
          + Files.size(file)
          + " "
          + Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
