package dev.serin.training.validate;

import dev.serin.training.data.DataException;
import dev.serin.training.data.Downloader;
import dev.serin.training.data.PhotoSource;
import dev.serin.training.data.PhotoSources;
import dev.serin.training.data.PhotosConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code serin data validate}, without the command line. Needs OpenCV to be loaded. */
public final class DataValidation {
  private final PhotoFeatures features;
  private final int threads;

  /**
   * @param features by which photos are alike; empty for outline and colour
   * @param threads that work at one time
   */
  public DataValidation(Optional<PhotoFeatures> features, int threads) {
    this.features = features.orElseGet(ShapeAndColour::new);
    this.threads = threads;
  }

  /**
   * @param from folder, zip file, list or IDX file
   * @param shares how photos that have no split would be split
   * @param report page to write; null for none
   * @param fix list to write; null for none
   * @param drop ids of checks whose warnings keep a photo out of the list as well
   * @param json whether programs read the answer
   */
  public record Request(
      Path from,
      PhotosConfig.Shares shares,
      @Nullable Path report,
      @Nullable Path fix,
      List<String> drop,
      boolean json) {
    public Request {
      drop = List.copyOf(drop);
    }
  }

  /**
   * @param tell gets the answer, line by line
   * @param done hears how many photos were looked at, from several threads
   * @return whether there are findings of severity error
   * @throws DataException where the photos cannot be had
   * @throws IOException where a file cannot be written
   */
  public boolean run(Request request, Consumer<String> tell, IntConsumer done) throws IOException {
    Set<Check> drop =
        request.drop().stream().map(DataValidation::check).collect(Collectors.toSet());
    PhotosConfig config = PhotosConfig.of(request.from().toString(), request.shares());
    try (PhotoSource source = new PhotoSources(new Downloader()).open(config, line -> {})) {
      source.requirePhotos();
      Validation validation =
          new Validator(Thresholds.DEFAULT, features, threads)
              .validate(source, request.shares(), done);
      if (request.json()) {
        tell.accept(JsonReport.of(validation));
      } else {
        SummaryTable.lines(validation).forEach(tell);
      }
      if (request.report() != null) {
        new HtmlReport(validation).write(request.report());
        say(request, tell, "Report: " + request.report());
      }
      if (request.fix() != null) {
        fix(request, request.fix(), validation, drop, tell);
      }
      return validation.hasErrors();
    }
  }

  private static void fix(
      Request request, Path list, Validation validation, Set<Check> drop, Consumer<String> tell)
      throws IOException {
    PhotoPaths paths = new PhotoPaths(request.from(), list);
    List<CleanList.Row> rows = new CleanList(validation, drop).rows(paths::of);
    CleanList.write(list, rows);
    say(
        request,
        tell,
        "List: %s, with %,d of %,d photos"
            .formatted(list, rows.size(), validation.subjects().size()));
  }

  private static void say(Request request, Consumer<String> tell, String line) {
    if (!request.json()) {
      tell.accept(line);
    }
  }

  private static Check check(String id) {
    for (Check check : Check.values()) {
      if (check.id().equals(id)) {
        return check;
      }
    }
    throw new IllegalArgumentException(id);
  }

  /** The ids of all checks. */
  public static List<String> checks() {
    return java.util.Arrays.stream(Check.values()).map(Check::id).toList();
  }
}
