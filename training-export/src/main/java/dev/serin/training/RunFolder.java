package dev.serin.training;

import dev.serin.training.data.DataManifest;
import dev.serin.training.data.Digests;
import dev.serin.training.net.Classifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a training run leaves behind, {@code data/runs/<run id>/}: the configuration it ran with
 * ({@code config.yaml}), a line an epoch ({@code metrics.csv}), the network after the last finished
 * epoch ({@code checkpoint-<epoch>.zip}), after the best one where the configuration stops early
 * ({@code best.zip}), the commit of the code ({@code code.txt}), the digest of the data ({@code
 * data.txt}), what photos it was, one by one ({@code data.json}), and what took its steps ({@code
 * engine.txt}, a line each time that it was started or gone on with).
 *
 * <p>An epoch counts once it has its line: the checkpoint is written before, the one of the epoch
 * before is removed after. So whatever ends a run, the last line's network is there and whole.
 */
final class RunFolder {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * A new folder below {@code runs}; its name is {@code name} and the time.
   *
   * @param data digest of the data that is trained on
   */
  static RunFolder create(
      Path runs, String name, Path configFile, String code, String data, Clock clock)
      throws IOException {
    String id = name + "-" + STAMP.format(clock.instant());
    RunFolder run = new RunFolder(runs.resolve(id));
    Files.createDirectories(runs);
    Files.createDirectory(run.folder);
    Files.copy(configFile, run.config());
    Files.setLastModifiedTime(run.config(), FileTime.from(clock.instant()));
    Files.writeString(run.folder.resolve("code.txt"), code + "\n");
    Files.writeString(run.folder.resolve("data.txt"), data + "\n");
    Files.writeString(run.metrics(), EpochLine.HEADER + "\n");
    return run;
  }

  /** The folder of an earlier run, which must have finished an epoch. */
  static RunFolder open(Path folder) throws IOException {
    RunFolder run = new RunFolder(folder);
    if (!Files.isRegularFile(run.metrics())) {
      throw new TrainingException(folder + " is no folder of a run: it has no metrics.csv");
    }
    if (run.epochs().isEmpty()) {
      throw new TrainingException(folder + " holds no network: not one epoch was finished");
    }
    return run;
  }

  /** When it began, as its configuration was put there. */
  Instant began() throws IOException {
    return Files.getLastModifiedTime(config()).toInstant();
  }

  String id() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  Path folder() {
    return folder;
  }

  /** The configuration it ran with. */
  Path config() {
    return folder.resolve("config.yaml");
  }

  /** What it was trained on, photo by photo; of photos only. */
  Path dataManifest() {
    return folder.resolve(DataManifest.FILE_NAME);
  }

  /** The network after the last finished epoch, with all that is needed to go on. */
  Path checkpoint() throws IOException {
    return checkpoint(epochs().size());
  }

  /** The network after the best epoch where there is one apart, else after the last one. */
  Path best() throws IOException {
    Path best = folder.resolve("best.zip");
    return Files.isRegularFile(best) ? best : checkpoint();
  }

  /** The finished epochs, first to last. */
  List<EpochLine> epochs() throws IOException {
    List<EpochLine> epochs = new ArrayList<>();
    List<String> lines = Files.readAllLines(metrics());
    for (int i = 1; i < lines.size(); i++) {
      epochs.add(EpochLine.parse(lines.get(i), metrics()));
    }
    return epochs;
  }

  /** The commit of the code that trained. */
  String code() throws IOException {
    return line("code.txt");
  }

  /**
   * @throws TrainingException where {@code data}, a digest, is not what the run was trained on
   */
  void checkData(String data) throws IOException {
    if (!line("data.txt").equals(data)) {
      throw new TrainingException(
          folder
              + " was trained on other data (digest "
              + line("data.txt")
              + ", now "
              + data
              + "): going on would mix the two. Start a new run, or bring the data back.");
    }
  }

  /**
   * @throws TrainingException where {@code configFile} says something else than the run's own
   */
  void checkConfig(Path configFile) throws IOException {
    if (!Digests.of(configFile).equals(Digests.of(config()))) {
      throw new TrainingException(
          configFile
              + " is not the configuration that "
              + folder
              + " began with. Leave it out to go on with the run's own, or start a new run.");
    }
  }

  /** Writes down what takes the steps of the epochs from here on: {@code engine}, for people. */
  void noteEngine(String engine) throws IOException {
    Files.writeString(
        folder.resolve("engine.txt"),
        "from epoch " + (epochs().size() + 1) + ": " + engine + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Keeps the network after an epoch; {@code best} says that it is the best so far, to stay. */
  void keep(Classifier classifier, EpochLine epoch, boolean best) throws IOException {
    Path part = folder.resolve("checkpoint.part");
    classifier.save(part);
    Path checkpoint = checkpoint(epoch.epoch());
    move(part, checkpoint);
    if (best) {
      Path copy = folder.resolve("best.part");
      Files.copy(checkpoint, copy, StandardCopyOption.REPLACE_EXISTING);
      move(copy, folder.resolve("best.zip"));
    }
    Files.writeString(
        metrics(), epoch.text() + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    Files.deleteIfExists(checkpoint(epoch.epoch() - 1));
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private Path checkpoint(int epoch) {
    return folder.resolve("checkpoint-" + epoch + ".zip");
  }

  private Path metrics() {
    return folder.resolve("metrics.csv");
  }

  private String line(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.isRegularFile(path) ? Files.readString(path).strip() : "unknown";
  }
}
