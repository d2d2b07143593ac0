package dev.serin.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A file that a command writes: looked at before the work whose result it gets. */
final class WrittenFile {
  private WrittenFile() {}

  /**
   * @param option that names the file
   * @param file to be written; null for none
   * @param ending that its name must have: no photo has it
   * @param source which is read, and stays as it is
   * @throws TrainingException where the file cannot be written, or must not be
   */
  static void check(String option, @Nullable Path file, String ending, Path source)
      throws IOException {
    if (file == null) {
      return;
    }
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
      throw new TrainingException(option + " must name a file *" + ending + ", not " + file);
    }
    Path folder = file.toAbsolutePath().resolveSibling("");
    if (!Files.isDirectory(folder)) {
      throw new TrainingException("there is no folder " + folder + " to write " + file + " to");
    }
    if (Files.isDirectory(file)) {
      throw new TrainingException(file + " is a folder, no file to write");
    }
    if (!Files.isWritable(Files.exists(file) ? file : folder)) {
      throw new TrainingException("no permission to write " + file);
    }
    if (Files.exists(file) && Files.exists(source) && Files.isSameFile(file, source)) {
      throw new TrainingException(
          file + " is what is read, which stays as it is: " + option + " needs another name");
    }
  }
}
