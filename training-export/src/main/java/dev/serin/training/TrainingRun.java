package dev.serin.training;

import dev.serin.training.data.Batches;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One training from configuration to model version: wires the parts and tells what they do. */
final class TrainingRun {
  /** What a shell gives for a program that Ctrl-C ended: 128 + SIGINT. */
  static final int EXIT_STOPPED = 130;

  private final Console console;
  private final StopSignal stop;
  private final Engines engines;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /**
   * @param config the configuration file
   * @param data folder with the data set's files; null to look where the configuration says
   * @param models folder that gets the version
   * @param runs folder that gets the run folder
   * @param checkpoint run folder whose network is used instead of training one; null to train
   * @param resume run folder whose training goes on; null to start one
   * @param force whether an existing version is replaced
   */
  record Places(
      Path config,
      @Nullable Path data,
      Path models,
      Path runs,
      @Nullable Path checkpoint,
      @Nullable Path resume,
      boolean force) {}

  TrainingRun(
      Console console, StopSignal stop, Engines engines, Clock clock, LongSupplier nanoTime) {
    this.console = console;
    this.stop = stop;
    this.engines = engines;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Gives the exit code.
   *
   * @param steps how they are taken
   */
  int run(TrainingConfig config, Places places, EngineSettings steps) throws IOException {
    Path version = places.models().resolve(config.model()).resolve(config.version());
    if (Files.exists(version) && !places.force()) {
      throw new TrainingException(
          version
              + " exists, and a version's bytes never change. Give the configuration another"
              + " version, or choose another folder with --out, or replace it with --force.");
    }
    Acceleration.useThreads(config.training().threads());
    DataSetLoader loader = new DataSetLoader();
    if (!steps.equals(EngineSettings.local(steps.threads()))) {
      console.line("Engine: %s", steps.text());
    }
    // A cluster that is not there is told of before minutes are spent on the data.
    try (Engine engine = engines.open(steps);
        DataSet data =
            loader.load(config.data(), places.data(), config.input().orient(), console::line)) {
      tell(data);
      try (Learner learner = learner(config, data)) {
        return run(config, places, data, learner, engine, steps);
      }
    }
  }

  private int run(
      TrainingConfig config,
      Places places,
      DataSet data,
      Learner learner,
      Engine engine,
      EngineSettings steps)
      throws IOException {
    Path modelFolder = places.models().resolve(config.model());
    try (Publisher publisher = new Publisher(console, config, data, learner, nanoTime)) {
      if (places.checkpoint() != null) {
        RunFolder run = RunFolder.open(places.checkpoint());
        publish(publisher, learner.load(run.best()), run, modelFolder);
        return 0;
      }
      RunFolder run;
      Classifier classifier;
      if (places.resume() == null) {
        classifier = learner.create();
        run = newRun(config, places, data);
      } else {
        run = RunFolder.open(places.resume());
        run.checkConfig(places.config());
        run.checkData(data.digest());
        classifier = learner.load(run.checkpoint());
      }
      NetworkTable.show(console, classifier);
      console.line("Run: %s", run.folder());
      run.noteEngine(steps.text());
      if (train(config, classifier, data, learner, run, engine) == Trainer.End.STOPPED) {
        tellStopped(run, steps);
        return EXIT_STOPPED;
      }
      publish(publisher, learner.load(run.best()), run, modelFolder);
      return 0;
    }
  }

  private static void publish(
      Publisher publisher, Classifier classifier, RunFolder run, Path modelFolder) {
    try {
      publisher.publish(classifier, run, modelFolder);
    } catch (IOException e) {
      throw new TrainingException(
          "the training is done and kept, but not all of its version can be written below "
              + modelFolder
              + ": "
              + Failures.text(e)
              + ". Then make the version: ./serin train --force --checkpoint "
              + run.folder(),
          e);
    }
  }

  private Learner learner(TrainingConfig config, DataSet data) throws IOException {
    return config.backbone() == null
        ? new NetworkLearner(config, data)
        : BackboneLearner.open(console, config, config.backbone(), data);
  }

  private RunFolder newRun(TrainingConfig config, Places places, DataSet data) throws IOException {
    RunFolder run =
        RunFolder.create(
            places.runs(),
            config.model() + "-" + config.version(),
            places.config(),
            GitCommit.of(Path.of("")),
            data.digest(),
            clock);
    if (data.manifest() != null) {
      data.manifest().write(run.dataManifest());
    }
    return run;
  }

  private Trainer.End train(
      TrainingConfig config,
      Classifier classifier,
      DataSet data,
      Learner learner,
      RunFolder run,
      Engine engine)
      throws IOException {
    TrainingSettings settings = config.training();
    Batches batches =
        new Batches(
            learner.training(),
            data.labels().size(),
            config.augment().mixup(),
            settings.batch(),
            settings.seed());
    TrainingProgress progress = new ConsoleProgress(console, settings, nanoTime);
    return new Trainer(settings, engine, progress, stop, nanoTime)
        .train(classifier, batches, learner.validation(), run);
  }

  private void tellStopped(RunFolder run, EngineSettings steps) throws IOException {
    int finished = run.epochs().size();
    console.line("Stopped. %s Run folder: %s", Trainer.keptText(finished), run.folder());
    if (finished > 0) {
      console.line(
          "To go on: ./serin train --resume %s%s", run.folder(), EngineOptions.text(steps));
      console.line("To make a version of it as it is: ./serin train --checkpoint %s", run.folder());
    }
  }

  private void tell(DataSet data) {
    console.line(
        "Data: %,d training, %,d validation and %,d test images of %d classes, %s",
        data.train().size(),
        data.validation().size(),
        data.test().size(),
        data.labels().size(),
        data.source());
  }
}
