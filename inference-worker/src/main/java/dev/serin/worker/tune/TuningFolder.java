package dev.serin.worker.tune;

import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of measured settings: a file for each version, named by model and digest. */
public final class TuningFolder {
  private static final Logger log = LoggerFactory.getLogger(TuningFolder.class);
  private static final int FILES_MAX = 1_000;

  private final Path folder;
  private final int cores;
  private final StrictYaml yaml = new StrictYaml();

  /**
   * @param folder need not be there
   * @param cores of this machine: what another kind of machine measured does not count
   */
  public TuningFolder(Path folder, int cores) {
    this.folder = folder;
    this.cores = cores;
  }

  /** What was measured for the version of {@code digest}, if it was, on such a machine. */
  public Optional<Chosen> of(String model, String digest) {
    Path file = file(model, digest);
    return Files.isRegularFile(file) ? read(file).filter(c -> digest.equals(c.digest())) : none();
  }

  /** Most lanes that any version with a folder below {@code models} was measured to want. */
  public OptionalInt lanes(Path models) {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.yaml")) {
        for (Path file : all) {
          if (files.size() < FILES_MAX) {
            files.add(file);
          }
        }
      } catch (IOException e) {
        log.warn("{} cannot be read", folder, e);
      }
    }
    return files.stream()
        .flatMap(file -> read(file).stream())
        .filter(c -> Files.isDirectory(models.resolve(c.model()).resolve(c.version())))
        .mapToInt(Chosen::lanes)
        .max();
  }

  /**
   * Writes, or replaces, the file of a version.
   *
   * @return that file
   */
  public Path write(Chosen chosen) throws IOException {
    Files.createDirectories(folder);
    Path file = file(chosen.model(), chosen.digest());
    Path part = Files.createTempFile(folder, "tuning", ".part");
    Files.writeString(part, yaml.write(chosen), StandardCharsets.UTF_8);
    return Files.move(
        part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A file that cannot be used costs speed, not service. */
  private Optional<Chosen> read(Path file) {
    try {
      Chosen chosen = yaml.read(file, Chosen.class);
      if (chosen.cores() == cores) {
        return Optional.of(chosen);
      }
      log.info(
          "{} was measured on {} cores, this machine has {}: not used",
          file,
          chosen.cores(),
          cores);
    } catch (IOException e) {
      log.warn("{} is not used: {}", file, e.getMessage());
    }
    return none();
  }

  private Path file(String model, String digest) {
    return folder.resolve(model + "-" + digest + ".yaml");
  }

  private static Optional<Chosen> none() {
    return Optional.empty();
  }
}
