package dev.serin.training;

import dev.serin.training.data.PhotosConfig;
import dev.serin.training.data.Share;
import dev.serin.training.validate.DataValidation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serin data validate SOURCE}: finds what is wrong with a set of photos. */
@Command(
    name = "validate",
    description = "Finds broken, doubled, odd and perhaps mislabelled photos.",
    footer = "Ends with 1 where a finding is an error, with 0 where there are warnings at most.",
    mixinStandardHelpOptions = true)
final class DataValidateCommand implements Callable<Integer> {
  private static final int TELL_EVERY = 100;

  /** The checks that {@code --drop} knows. */
  static final class Checks implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DataValidation.checks().iterator();
    }
  }

  private final Console console;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "SOURCE",
      description = "folder, zip file, list (CSV) or IDX file of photos")
  private String source = "";

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "page with the findings and their pictures to write")
  private @Nullable Path report;

  @Option(
      names = "--fix",
      paramLabel = "LIST.csv",
      description = "list to write of the photos that can be trained on; photos stay as they are")
  private @Nullable Path fix;

  @Option(
      names = "--drop",
      paramLabel = "CHECK",
      split = ",",
      completionCandidates = Checks.class,
      description =
          "leave photos with these warnings out of the list too: ${COMPLETION-CANDIDATES}")
  private List<String> drop = List.of();

  @Option(
      names = "--backbone",
      paramLabel = "CONFIG",
      description =
          "training configuration whose backbone tells which photos are alike (default: outline and"
              + " colour do)")
  private @Nullable Path backbone;

  @Option(names = "--json", description = "answer for programs")
  private boolean json;

  @Option(
      names = "--validation",
      paramLabel = "SHARE",
      defaultValue = "10%",
      description = "as in the training configuration (default: ${DEFAULT-VALUE})")
  private String validation = "10%";

  @Option(
      names = "--test",
      paramLabel = "SHARE",
      defaultValue = "20%",
      description = "as in the training configuration (default: ${DEFAULT-VALUE})")
  private String test = "20%";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "photos in hand at one time (default: as many as cores)")
  private int threads = Runtime.getRuntime().availableProcessors();

  DataValidateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    DataValidation.Request request =
        new DataValidation.Request(place(), shares(), report, fix, checked(drop), json);
    WrittenFile.check("--report", report, ".html", request.from());
    WrittenFile.check("--fix", fix, ".csv", request.from());
    if (backbone == null) {
      return run(request, new DataValidation(Optional.empty(), Math.max(1, threads)));
    }
    try (BackboneFeatures features = BackboneFeatures.open(backbone)) {
      return run(request, new DataValidation(Optional.of(features), Math.max(1, threads)));
    }
  }

  private int run(DataValidation.Request request, DataValidation validation) throws IOException {
    return validation.run(request, console::line, progress()) ? 1 : 0;
  }

  private Path place() {
    if (source.contains("://")) {
      throw new TrainingException(
          source
              + " is not on this machine, and validate downloads nothing: what train downloads lies"
              + " in the folder photos.to afterwards (data/photos unless given)");
    }
    return Path.of(source);
  }

  private PhotosConfig.Shares shares() {
    try {
      return new PhotosConfig.Shares(Share.of(validation), Share.of(test));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  private List<String> checked(List<String> ids) {
    for (String id : ids) {
      if (!DataValidation.checks().contains(id)) {
        throw usage("there is no check '" + id + "'; there are " + DataValidation.checks());
      }
    }
    return ids;
  }

  private CommandLine.ParameterException usage(String message) {
    return new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec).commandLine(), message);
  }

  private IntConsumer progress() {
    if (json || !console.isTerminal()) {
      return done -> {};
    }
    return done -> {
      if (done % TELL_EVERY == 0) {
        console.overwrite("%,d photos looked at".formatted(done));
      }
    };
  }
}
