package dev.serin.training.tune;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a search leaves behind, {@code data/tune/<id>/}: what was searched for ({@code tune.yaml})
 * and varied ({@code base.yaml}), a line a measurement ({@code results.csv}), a folder a trial, and
 * at the end the best configuration ({@code best.yaml}).
 */
final class SearchFolder {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final StrictYaml yaml = new StrictYaml();
  private final Path folder;

  private SearchFolder(Path folder) {
    this.folder = folder;
  }

  /** A new one below {@code parent}; its name is that of {@code tuneFile} and the time. */
  static SearchFolder create(Path parent, Path tuneFile, Clock clock) throws IOException {
    TuneConfig config = new StrictYaml().read(tuneFile, TuneConfig.class);
    Path base = tuneFile.resolveSibling(config.config());
    if (!Files.isRegularFile(base)) {
      throw new TuneException(tuneFile + ": config: there is no file " + base);
    }
    String name = String.valueOf(tuneFile.getFileName()).replaceFirst("\\.ya?ml$", "");
    SearchFolder made =
        new SearchFolder(parent.resolve(name + "-" + STAMP.format(clock.instant())));
    Files.createDirectories(parent);
    Files.createDirectory(made.folder);
    Files.copy(tuneFile, made.folder.resolve("tune.yaml"));
    Files.copy(base, made.folder.resolve("base.yaml"));
    String header = String.join(",", Result.HEADER, String.join(",", config.parameters().keySet()));
    Files.writeString(made.results(), header + "\n");
    return made;
  }

  /** That of an earlier search. */
  static SearchFolder open(Path folder) {
    SearchFolder opened = new SearchFolder(folder);
    if (!Files.isRegularFile(opened.results())) {
      throw new TuneException(folder + " is no folder of a search: it has no results.csv");
    }
    return opened;
  }

  Path path() {
    return folder;
  }

  TuneConfig config() throws IOException {
    return yaml.read(folder.resolve("tune.yaml"), TuneConfig.class);
  }

  JsonNode base() throws IOException {
    return yaml.read(folder.resolve("base.yaml"), JsonNode.class);
  }

  /** What has been measured so far. */
  List<Result> measured() throws IOException {
    List<Result> measured = new ArrayList<>();
    List<String> lines = Files.readAllLines(results());
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      measured.add(Result.parse(line));
    }
    return measured;
  }

  void add(Result result, Candidate candidate) throws IOException {
    Files.writeString(
        results(),
        result.line(candidate) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.APPEND);
  }

  /** The folder of a trial, with its configuration. */
  Path trial(Candidate candidate, JsonNode config) throws IOException {
    Path trial = folder.resolve(String.format(Locale.ROOT, "trial-%03d", candidate.number()));
    Files.createDirectories(trial);
    Files.writeString(trial.resolve(Trial.CONFIG), yaml.write(config));
    return trial;
  }

  /** Writes the best configuration, with {@code comment} above it. */
  Path best(String comment, JsonNode config) throws IOException {
    return Files.writeString(
        folder.resolve("best.yaml"), "# " + comment + "\n" + yaml.write(config));
  }

  private Path results() {
    return folder.resolve("results.csv");
  }
}
