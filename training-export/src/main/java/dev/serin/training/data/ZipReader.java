package dev.serin.training.data;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads photos out of a zip file, whose folders are as those on disk. Nothing is unpacked. */
final class ZipReader {
  private final PhotoLimits limits;

  ZipReader(PhotoLimits limits) {
    this.limits = limits;
  }

  /**
   * @throws DataException where it is no sound zip file, or unpacks to what no photo has
   */
  PhotoSource read(Path file, String description) {
    FileSystem zip = open(file);
    try {
      return new FolderReader(limits)
          .read(
              zip.getPath("/"),
              description,
              (name, entry, size) -> check(description, name, entry, size),
              zip);
    } catch (DataException e) {
      close(zip, e);
      throw e;
    }
  }

  /**
   * @throws DataException where it is no sound zip file
   */
  static FileSystem open(Path file) {
    try {
      return FileSystems.newFileSystem(file, Map.of());
    } catch (IOException | UnsupportedOperationException e) {
      throw new DataException(file + " is not a sound zip file: " + e.getMessage(), e);
    }
  }

  private void check(String description, String name, Path entry, long size) throws IOException {
    long packed = ((Number) Files.getAttribute(entry, "zip:compressedSize")).longValue();
    limits.checkEntry(description, name, size, packed);
  }

  private static void close(FileSystem zip, DataException failure) {
    try {
      zip.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }
}
