package dev.serin.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** Puts a version's folder in its place, whole or not at all. */
final class VersionFolder {
  private final Path target;

  VersionFolder(Path target) {
    this.target = target;
  }

  /** Fills a folder. */
  interface Content {
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Lets {@code content} fill a folder beside the target, which then takes the target's name. The
   * folder's own name starts with a dot, so that no server takes it for a version.
   */
  void write(Content content) throws IOException {
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null) {
      throw new TrainingException(target + " is no place for a version");
    }
    Files.createDirectories(parent);
    Path part = parent.resolve("." + target.getFileName() + ".part");
    delete(part);
    try {
      Files.createDirectory(part);
      content.writeTo(part);
      replace(parent, part);
    } finally {
      delete(part);
    }
  }

  private void replace(Path parent, Path part) throws IOException {
    Path old = parent.resolve("." + target.getFileName() + ".old");
    delete(old);
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw new IOException("cannot remove " + folder, e);
    }
  }
}
