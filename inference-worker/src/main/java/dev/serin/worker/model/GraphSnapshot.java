package dev.serin.worker.model;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a graph as they are when they are digested: what is loaded from here is what the
 * digest says.
 *
 * <p>ONNX Runtime maps data files into memory and reads them for as long as the graph is loaded. A
 * byte that changes on disk would change answers; a file that gets shorter would end the process.
 * So a graph with data files is loaded from a private copy, which has no name any more once this is
 * closed. A graph without data files is read once, so it is loaded where it is.
 */
public final class GraphSnapshot implements AutoCloseable {
  /** A copy that is older was left behind by a process that was killed: no load takes as long. */
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final GraphFiles files;
  private final @Nullable Path copy;
  private final String mark;
  private final GraphDigest digest;

  private GraphSnapshot(GraphFiles files, @Nullable Path copy) throws IOException {
    this.files = files;
    this.copy = copy;
    mark = files.mark();
    digest = GraphDigest.of(files);
  }

  /**
   * @param version folder of a version
   * @param name of the ONNX file within
   * @param copies folder for private copies; made where it does not exist
   * @throws InvalidFileException if a file is missing, cut short or outside of the version's folder
   */
  public static GraphSnapshot of(Path version, String name, Path copies) throws IOException {
    return of(GraphFiles.of(new VersionFolder(version), name), copies);
  }

  static GraphSnapshot of(GraphFiles files, Path copies) throws IOException {
    if (files.data().isEmpty()) {
      return new GraphSnapshot(files, null);
    }
    Files.createDirectories(copies);
    removeLeftBehind(copies);
    Path copy = Files.createTempDirectory(copies, "graph-");
    try {
      return new GraphSnapshot(files.copyTo(copy), copy);
    } catch (IOException | RuntimeException e) {
      delete(copy);
      throw e;
    }
  }

  /** The ONNX file to load; its data files lie where it says. Valid until closed. */
  public Path graph() {
    return files.graph();
  }

  /** SHA-256 of the ONNX file alone, 64 hexadecimal digits: what a manifest states. */
  public String sha256() {
    return digest.graph();
  }

  GraphDigest digest() {
    return digest;
  }

  /**
   * @throws InvalidFileException if the files have changed since they were digested
   */
  void requireUnchanged() throws IOException {
    if (!files.mark().equals(mark)) {
      throw new InvalidFileException(
          files.graph().getFileName() + " changed while it was loaded; it is tried again");
    }
  }

  @Override
  public void close() throws IOException {
    if (copy != null) {
      delete(copy);
    }
  }

  private static void removeLeftBehind(Path copies) throws IOException {
    Instant oldest = Instant.now().minus(LEFT_BEHIND);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(copies, "graph-*")) {
      for (Path one : all) {
        if (Files.getLastModifiedTime(one).toInstant().isBefore(oldest)) {
          delete(one);
        }
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
