package dev.serin.training.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.training.data.Digests;
import dev.serin.training.report.MetricsFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes runs in the layout of MLflow's file store, so that MLflow shows them: {@code
 * <experiment>/<run>/} with {@code meta.yaml}, {@code metrics/}, {@code params/}, {@code tags/} and
 * {@code artifacts/}. An experiment is a model. The format is what MLflow's own {@code
 * mlflow/store/tracking/file_store.py} writes and reads.
 */
public final class MlflowStore {
  private static final String META = "meta.yaml";

  /** MLflow's numbers for states and kinds of sources. */
  private static final int STATUS_FINISHED = 3;

  private static final int STATUS_KILLED = 5;
  private static final int SOURCE_TYPE_LOCAL = 4;

  /** What MLflow 1 and 2 accept of a parameter. */
  private static final int PARAMETER_LENGTH_MAX = 500;

  private static final BigInteger EXPERIMENT_IDS = BigInteger.TEN.pow(18);
  private static final int RUN_ID_LENGTH = 32;

  private static final List<String> ARTIFACTS =
      List.of("report.html", MetricsFile.FILE_NAME, AnswersFile.FILE_NAME, "config.yaml");

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

  private final Path root;
  private final String user;

  /**
   * @param root such as {@code data/mlruns}; made where it does not exist
   * @param user who trained
   */
  public MlflowStore(Path root, String user) {
    this.root = root;
    this.user = user;
  }

  /**
   * Writes what the run folder holds now, over what was written of it before; gives the run's
   * folder in the store.
   *
   * @throws RunException where it is no run folder
   */
  public Path write(Path folder) throws IOException {
    RunSummary run = RunSummary.of(folder);
    JsonNode metrics = RunSummary.metrics(folder);
    Instant start = start(folder, run.id());
    String experiment = experiment(run.model(), start);
    String id = Digests.of(run.id().getBytes(StandardCharsets.UTF_8)).substring(0, RUN_ID_LENGTH);
    Path target = root.resolve(experiment).resolve(id);
    for (String part : List.of("metrics", "params", "tags", "artifacts")) {
      Files.createDirectories(target.resolve(part));
    }
    Instant end = history(target.resolve("metrics"), RunSummary.epochs(folder), start);
    for (RunMetric metric : RunMetric.ALL) {
      Double value = metric.of(metrics);
      if (value != null) {
        Files.writeString(target.resolve("metrics").resolve(metric.name()), point(end, value, 0));
      }
    }
    parameters(target.resolve("params"), RunSummary.settings(folder));
    tags(target.resolve("tags"), folder, run);
    for (String artifact : ARTIFACTS) {
      if (Files.isRegularFile(folder.resolve(artifact))) {
        Files.copy(
            folder.resolve(artifact),
            target.resolve("artifacts").resolve(artifact),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    yaml(target.resolve(META), meta(run, experiment, id, start, end, target));
    return target;
  }

  private Map<String, Object> meta(
      RunSummary run, String experiment, String id, Instant start, Instant end, Path target) {
    boolean finished =
        run.state() == RunSummary.State.REPORTED || run.state() == RunSummary.State.TRAINED;
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_uri", uri(target.resolve("artifacts")));
    meta.put("end_time", end.toEpochMilli());
    meta.put("entry_point_name", "");
    meta.put("experiment_id", experiment);
    meta.put("lifecycle_stage", "active");
    meta.put("run_id", id);
    meta.put("run_name", run.id());
    meta.put("run_uuid", id);
    meta.put("source_name", "");
    meta.put("source_type", SOURCE_TYPE_LOCAL);
    meta.put("source_version", "");
    meta.put("start_time", start.toEpochMilli());
    meta.put("status", finished ? STATUS_FINISHED : STATUS_KILLED);
    meta.put("tags", List.of());
    meta.put("user_id", user);
    return meta;
  }

  /** The experiment of this name, as it is there or a new one. */
  private String experiment(String name, Instant now) throws IOException {
    Files.createDirectories(root);
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(f -> Files.isRegularFile(f.resolve(META))).toList()) {
        JsonNode meta = new YAMLMapper().readTree(folder.resolve(META).toFile());
        if (meta.path("name").asText().equals(name)) {
          return String.valueOf(folder.getFileName());
        }
      }
    }
    // Eighteen digits: MLflow's databases want numbers. The same name gives the same.
    String id =
        new BigInteger(Digests.of(name.getBytes(StandardCharsets.UTF_8)), 16)
            .mod(EXPERIMENT_IDS)
            .toString();
    Path folder = root.resolve(id);
    Files.createDirectories(folder);
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("artifact_location", uri(folder));
    meta.put("creation_time", now.toEpochMilli());
    meta.put("experiment_id", id);
    meta.put("last_update_time", now.toEpochMilli());
    meta.put("lifecycle_stage", "active");
    meta.put("name", name);
    yaml(folder.resolve(META), meta);
    return id;
  }

  /** A file a column of {@code metrics.csv}, a line an epoch; gives when the last one ended. */
  private static Instant history(Path folder, List<Map<String, String>> epochs, Instant start)
      throws IOException {
    Map<String, StringBuilder> files = new LinkedHashMap<>();
    Instant time = start;
    for (Map<String, String> epoch : epochs) {
      Double seconds = RunSummary.number(epoch, "seconds");
      Double step = RunSummary.number(epoch, "epoch");
      time = time.plusMillis(seconds == null ? 0 : Math.round(1000 * seconds));
      for (String name : epoch.keySet()) {
        Double value = RunSummary.number(epoch, name);
        if (value != null && !name.equals("epoch")) {
          files
              .computeIfAbsent(name(name), n -> new StringBuilder())
              .append(point(time, value, step == null ? 0 : step.intValue()));
        }
      }
    }
    for (Map.Entry<String, StringBuilder> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    return time;
  }

  private static String point(Instant time, double value, int step) {
    return time.toEpochMilli() + " " + value + " " + step + "\n";
  }

  private static void parameters(Path folder, Map<String, String> settings) throws IOException {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String value = setting.getValue();
      Files.writeString(
          folder.resolve(name(setting.getKey())),
          value.substring(0, Math.min(PARAMETER_LENGTH_MAX, value.length())));
    }
  }

  private void tags(Path folder, Path run, RunSummary summary) throws IOException {
    Files.writeString(folder.resolve("mlflow.runName"), summary.id());
    Files.writeString(folder.resolve("mlflow.user"), user);
    Files.writeString(folder.resolve("mlflow.source.name"), "serin train");
    Files.writeString(folder.resolve("mlflow.source.type"), "LOCAL");
    Files.writeString(folder.resolve("version"), summary.version());
    Path code = run.resolve("code.txt");
    if (Files.isRegularFile(code)) {
      Files.writeString(folder.resolve("mlflow.source.git.commit"), Files.readString(code).strip());
    }
  }

  /** MLflow's names are letters, digits, '_', '-', '.', ' ' and '/', and paths of files. */
  private static String name(String name) {
    return name.replaceAll("[^A-Za-z0-9_.-]", "_").replaceAll("^\\.+", "_");
  }

  private static Instant start(Path folder, String id) throws IOException {
    int stamp = id.lastIndexOf('-') + 1;
    try {
      return LocalDateTime.parse(id.substring(stamp), STAMP).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return Files.getLastModifiedTime(folder.resolve("config.yaml")).toInstant();
    }
  }

  private static String uri(Path folder) {
    String uri = folder.toAbsolutePath().normalize().toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static void yaml(Path file, Map<String, Object> values) throws IOException {
    Files.writeString(file, new YAMLMapper().writeValueAsString(values));
  }
}
