package dev.serin.training;

import dev.serin.training.net.Classifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What a training run leaves behind, {@code data/runs/<run id>/}: the configuration it ran with
 * ({@code config.yaml}), the network after the last finished epoch ({@code checkpoint.zip}), a line
 * an epoch ({@code metrics.csv}) and the commit of the code ({@code code.txt}).
 */
final class RunFolder {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final String HEADER =
      "epoch,seconds,images_per_second,loss,validation_loss,validation_accuracy\n";

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /** A new folder below {@code runs}; its name is {@code name} and the time. */
  static RunFolder create(Path runs, String name, Path configFile, String code, Clock clock)
      throws IOException {
    String id = name + "-" + STAMP.format(clock.instant());
    RunFolder run = new RunFolder(runs.resolve(id));
    Files.createDirectories(runs);
    Files.createDirectory(run.folder);
    Files.copy(configFile, run.folder.resolve("config.yaml"));
    Files.writeString(run.folder.resolve("code.txt"), code + "\n");
    Files.writeString(run.metrics(), HEADER);
    return run;
  }

  /** The folder of an earlier run, which must hold a checkpoint. */
  static RunFolder open(Path folder) {
    RunFolder run = new RunFolder(folder);
    if (!Files.isRegularFile(run.checkpoint())) {
      throw new TrainingException(folder + " holds no checkpoint.zip: not one epoch was finished");
    }
    return run;
  }

  String id() {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  Path folder() {
    return folder;
  }

  Path checkpoint() {
    return folder.resolve("checkpoint.zip");
  }

  /** The commit of the code that trained. */
  String code() throws IOException {
    Path file = folder.resolve("code.txt");
    return Files.isRegularFile(file) ? Files.readString(file).strip() : "unknown";
  }

  /**
   * Keeps the network after an epoch. The earlier checkpoint is replaced only once the new one is
   * whole, so that one of them is always good.
   */
  void keep(Classifier classifier, EpochResult result) throws IOException {
    Path part = folder.resolve("checkpoint.zip.part");
    classifier.save(part);
    Files.move(
        part, checkpoint(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    String line =
        String.format(
            Locale.ROOT,
            "%d,%.1f,%.1f,%.6f,%.6f,%.6f%n",
            result.epoch() + 1,
            result.seconds(),
            result.imagesPerSecond(),
            result.loss(),
            result.validation().loss(),
            result.validation().score().accuracy());
    Files.writeString(metrics(), line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  private Path metrics() {
    return folder.resolve("metrics.csv");
  }
}
