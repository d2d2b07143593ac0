package dev.serin.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serin.training.data.Batches;
import dev.serin.training.data.DataConfig;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.NetworkException;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.training.tune.Trial;
import dev.serin.training.tune.TrialException;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The trainings of a search: as {@code train} does them, each in a run folder of its own. */
final class TrainingTrial implements Trial {
  /** Run folders of trials begin with it. */
  private static final String RUN = "run";

  private final Console console;
  private final StopSignal stop;
  private final @Nullable Thread hook;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private @Nullable Loaded loaded;

  /** The data of the trials before, which most searches never change. */
  private record Loaded(DataConfig config, InputSpec.Orient orient, DataSet data) {}

  /**
   * @param stop ends a training between two steps
   * @param hook is told when the search is over; null where there is none
   */
  TrainingTrial(
      Console console, StopSignal stop, @Nullable Thread hook, Clock clock, LongSupplier nanoTime) {
    this.console = console;
    this.stop = stop;
    this.hook = hook;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** One that Ctrl-C stops, until it is closed. */
  static TrainingTrial stoppedByCtrlC(Console console, Clock clock, LongSupplier nanoTime) {
    StopSignal stop = new StopSignal();
    Thread hook = stop.asShutdownHook();
    Runtime.getRuntime().addShutdownHook(hook);
    return new TrainingTrial(console, stop, hook, clock, nanoTime);
  }

  @Override
  public void check(JsonNode json, Path folder) throws IOException {
    TrainingConfig config = read(folder);
    DataSet data = data(config);
    try (Learner learner = learner(config, data)) {
      learner.create();
    } catch (NetworkException | ExportException | TrainingException e) {
      throw new TrialException(Failures.text(e), e);
    }
  }

  @Override
  public Optional<Outcome> train(JsonNode json, Path folder, int epochs) throws IOException {
    TrainingConfig config = read(folder);
    DataSet data = data(config);
    Acceleration.useThreads(config.training().threads());
    RunFolder kept = keptRun(folder);
    try (Learner learner = learner(config, data)) {
      RunFolder run = kept;
      Classifier classifier;
      if (run == null) {
        classifier = learner.create();
        run =
            RunFolder.create(
                folder,
                RUN,
                folder.resolve(CONFIG),
                GitCommit.of(Path.of("")),
                data.digest(),
                clock);
      } else {
        run.checkConfig(folder.resolve(CONFIG));
        run.checkData(data.digest());
        classifier = learner.load(run.checkpoint());
      }
      if (run.epochs().size() < epochs) {
        train(config, classifier, data, learner, run, epochs);
      }
      return outcome(config, run, epochs);
    } catch (TrainingException e) {
      if (e.getCause() instanceof IOException) {
        throw e;
      }
      throw new TrialException(Failures.text(e), e);
    }
  }

  private void train(
      TrainingConfig config,
      Classifier classifier,
      DataSet data,
      Learner learner,
      RunFolder run,
      int epochs)
      throws IOException {
    TrainingSettings settings = config.training();
    Batches batches =
        new Batches(
            learner.training(),
            data.labels().size(),
            config.augment().mixup(),
            settings.batch(),
            settings.seed());
    StopSignal rung = new StopSignal();
    try (Engine engine = new Engines().open(EngineSettings.local(settings.threads()))) {
      new Trainer(settings, engine, new Until(epochs, rung), rung, nanoTime)
          .train(classifier, batches, learner.validation(), run);
    }
  }

  /** Ends a training after an epoch, or when the search is to stop. */
  private final class Until implements TrainingProgress {
    private final int epochs;
    private final StopSignal rung;

    Until(int epochs, StopSignal rung) {
      this.epochs = epochs;
      this.rung = rung;
    }

    @Override
    public void step(int epoch, int step, int steps, double imagesPerSecond, double loss) {
      if (stop.isRequested()) {
        rung.request();
      }
    }

    @Override
    public void epoch(EpochLine epoch, int of, boolean best) {
      if (epoch.epoch() >= epochs) {
        rung.request();
      }
    }
  }

  /** Of the epochs up to this one the one that would be published; none after a stop. */
  private Optional<Outcome> outcome(TrainingConfig config, RunFolder run, int epochs)
      throws IOException {
    EarlyStopping stopping = config.training().earlyStopping();
    List<EpochLine> all = run.epochs();
    List<EpochLine> done = all.subList(0, Math.min(epochs, all.size()));
    boolean over = stopping != null && stopping.isOver(done);
    if (done.isEmpty() || (done.size() < epochs && !over)) {
      return Optional.empty();
    }
    EpochLine line = done.get(stopping == null ? done.size() - 1 : stopping.best(done));
    return Optional.of(new Outcome(line.validationLoss(), line.validationAccuracy()));
  }

  /** The run of an earlier rung; null where there is none that finished an epoch. */
  private static @Nullable RunFolder keptRun(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        if (String.valueOf(entry.getFileName()).startsWith(RUN + "-") && hasEpoch(entry)) {
          return RunFolder.open(entry);
        }
      }
    }
    return null;
  }

  /** A run that was ended in its first epoch is of no use: there will be another. */
  private static boolean hasEpoch(Path run) throws IOException {
    try {
      return !RunFolder.open(run).epochs().isEmpty();
    } catch (TrainingException e) {
      return false;
    }
  }

  private static TrainingConfig read(Path folder) throws IOException {
    return new StrictYaml().read(folder.resolve(CONFIG), TrainingConfig.class);
  }

  private Learner learner(TrainingConfig config, DataSet data) throws IOException {
    return config.backbone() == null
        ? new NetworkLearner(config, data)
        : BackboneLearner.open(console, config, config.backbone(), data);
  }

  private DataSet data(TrainingConfig config) {
    InputSpec.Orient orient = config.input().orient();
    if (loaded != null && loaded.config().equals(config.data()) && loaded.orient() == orient) {
      return loaded.data();
    }
    closeData();
    DataSet data = new DataSetLoader().load(config.data(), null, orient, console::line);
    loaded = new Loaded(config.data(), orient, data);
    return data;
  }

  @Override
  public void close() {
    closeData();
    stop.finished();
    if (hook != null && !stop.isRequested()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private void closeData() {
    if (loaded != null) {
      loaded.data().close();
      loaded = null;
    }
  }
}
