package dev.serin.training.validate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/** Where the photos of a source are, as a list has it: seen from its folder if they are below. */
final class PhotoPaths {
  private static final String IN_ARCHIVE = "!/";

  private final Path source;
  private final Path folder;

  /**
   * @param source folder, zip file, list or IDX file
   * @param list that names the photos
   */
  PhotoPaths(Path source, Path list) {
    this.source = source.toAbsolutePath().normalize();
    this.folder = list.toAbsolutePath().normalize().resolveSibling("");
  }

  /**
   * @param name of a photo in the source
   */
  String of(String name) {
    String file = source.toString();
    if (file.toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(source)) {
      return seen(source) + IN_ARCHIVE + name;
    }
    Path photo =
        Files.isDirectory(source) ? source.resolve(name) : source.resolveSibling(name).normalize();
    Path parent = Objects.requireNonNull(photo.getParent(), "a photo lies somewhere");
    // An image of an IDX file is called as if that were a folder.
    return Files.isRegularFile(parent)
        ? seen(parent) + IN_ARCHIVE + photo.getFileName()
        : seen(photo);
  }

  private String seen(Path file) {
    return (file.startsWith(folder) ? folder.relativize(file) : file).toString();
  }
}
