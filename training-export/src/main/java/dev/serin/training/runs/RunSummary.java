package dev.serin.training.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serin.training.report.FlatYaml;
import dev.serin.training.report.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run folder tells. What a run has not come to is null.
 *
 * @param id name of the folder
 * @param date when it began, as {@code 2026-11-23 13:56}; null where the name does not tell
 * @param model name of the model
 * @param version name of the version
 * @param state how far it came
 * @param epochs that were finished
 * @param epochsPlanned as configured
 * @param bestEpoch with the least validation loss
 * @param validationLoss of that epoch, in nats
 * @param validationAccuracy of that epoch, 0 to 1
 * @param testAccuracy of the exported network, 0 to 1
 * @param imagesPerSecond trained, mean of the epochs
 */
public record RunSummary(
    String id,
    @Nullable String date,
    String model,
    String version,
    State state,
    int epochs,
    @Nullable Integer epochsPlanned,
    @Nullable Integer bestEpoch,
    @Nullable Double validationLoss,
    @Nullable Double validationAccuracy,
    @Nullable Double testAccuracy,
    @Nullable Double imagesPerSecond) {

  private static final Pattern STAMP =
      Pattern.compile(".*-(\\d{4})(\\d\\d)(\\d\\d)T(\\d\\d)(\\d\\d)\\d\\dZ");

  private static final String CONFIG = "config.yaml";

  /** How far a run came. */
  public enum State {
    /** Not one epoch was finished. */
    EMPTY,
    /** Some epochs were finished: it was stopped, or still runs. */
    PARTIAL,
    /** All epochs were finished, but no report was written. */
    TRAINED,
    /** Measured and reported. */
    REPORTED
  }

  /** All runs of a folder, newest first; none where there is no such folder. */
  public static List<RunSummary> all(Path runs) throws IOException {
    if (!Files.isDirectory(runs)) {
      return List.of();
    }
    List<RunSummary> all = new ArrayList<>();
    try (Stream<Path> folders = Files.list(runs)) {
      for (Path folder : folders.toList()) {
        if (Files.isRegularFile(folder.resolve(CONFIG))) {
          all.add(of(folder));
        }
      }
    }
    all.sort(
        Comparator.comparing((RunSummary r) -> r.date() == null ? "" : r.date())
            .thenComparing(RunSummary::id)
            .reversed());
    return all;
  }

  /**
   * The run in {@code folder}.
   *
   * @throws RunException where it is no run folder
   */
  public static RunSummary of(Path folder) throws IOException {
    Map<String, String> settings = settings(folder);
    List<Map<String, String>> epochs = epochs(folder);
    Map<String, String> best =
        epochs.stream()
            .filter(e -> number(e, "validation_loss") != null)
            .min(Comparator.comparingDouble(e -> orInfinity(number(e, "validation_loss"))))
            .orElse(Map.of());
    Double accuracy = RunMetric.TEST_ACCURACY.of(metrics(folder));
    Double planned = number(settings, "training.epochs");
    return new RunSummary(
        id(folder),
        date(id(folder)),
        settings.getOrDefault("model", "?"),
        settings.getOrDefault("version", "?"),
        state(epochs.size(), planned, accuracy),
        epochs.size(),
        whole(planned),
        whole(number(best, "epoch")),
        number(best, "validation_loss"),
        number(best, "validation_accuracy"),
        accuracy,
        mean(epochs, "images_per_second"));
  }

  private static State state(int epochs, @Nullable Double planned, @Nullable Double accuracy) {
    if (accuracy != null) {
      return State.REPORTED;
    }
    return epochs == 0
        ? State.EMPTY
        : planned != null && epochs >= planned ? State.TRAINED : State.PARTIAL;
  }

  private static String id(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static @Nullable String date(String id) {
    Matcher stamp = STAMP.matcher(id);
    return stamp.matches() ? stamp.replaceAll("$1-$2-$3 $4:$5") : null;
  }

  /** The settings of a run, by dotted name. */
  static Map<String, String> settings(Path folder) throws IOException {
    Path file = folder.resolve(CONFIG);
    if (!Files.isRegularFile(file)) {
      throw new RunException(folder + " is no run folder: it has no " + CONFIG);
    }
    return FlatYaml.read(file);
  }

  /** The figures of a run; an empty object where it has none. */
  static JsonNode metrics(Path folder) throws IOException {
    Path file = folder.resolve(MetricsFile.FILE_NAME);
    ObjectMapper mapper = new ObjectMapper();
    return Files.isRegularFile(file) ? mapper.readTree(file.toFile()) : mapper.createObjectNode();
  }

  /** The lines of {@code metrics.csv}, by the names of its columns. */
  static List<Map<String, String>> epochs(Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    List<Map<String, String>> epochs = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return epochs;
    }
    List<List<String>> lines = Csv.parse(Files.readString(file));
    for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      Map<String, String> epoch = new LinkedHashMap<>();
      // A line that was cut off, when the machine went down, is no finished epoch.
      for (int i = 0; line.size() == lines.get(0).size() && i < line.size(); i++) {
        epoch.put(lines.get(0).get(i), line.get(i));
      }
      if (!epoch.isEmpty()) {
        epochs.add(epoch);
      }
    }
    return epochs;
  }

  static @Nullable Double number(Map<String, String> values, String name) {
    String value = values.get(name);
    try {
      return value == null ? null : (Double) Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Integer whole(@Nullable Double value) {
    return value == null ? null : (Integer) value.intValue();
  }

  private static Double orInfinity(@Nullable Double value) {
    return value == null ? Double.POSITIVE_INFINITY : value;
  }

  private static @Nullable Double mean(List<Map<String, String>> epochs, String name) {
    double mean =
        epochs.stream()
            .flatMap(e -> Stream.ofNullable(number(e, name)))
            .mapToDouble(d -> d)
            .average()
            .orElse(Double.NaN);
    return Double.isNaN(mean) ? null : (Double) mean;
  }
}
