package dev.serin.gateway.images.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Remembers, over a restart, which images the bucket does not have yet: an empty file for each, of
 * the image's name.
 */
final class Pending {
  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;

  Pending(Path folder) {
    this.folder = folder;
  }

  void add(Digest digest) throws IOException {
    Path note = folder.resolve(digest.hex());
    try {
      FileChannel.open(note, WRITE, CREATE).close();
    } catch (NoSuchFileException e) {
      Files.createDirectories(folder);
      FileChannel.open(note, WRITE, CREATE).close();
    }
  }

  void remove(Digest digest) throws IOException {
    Files.deleteIfExists(folder.resolve(digest.hex()));
  }

  /** Some of them, in no order. */
  List<String> list(int max) throws IOException {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (found.size() >= max) {
          break;
        }
        if (NAME.matcher(name).matches()) {
          found.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      // Nothing was ever pending.
    }
    return found;
  }
}
