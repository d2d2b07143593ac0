package dev.serin.training;

import dev.serin.training.data.Batches;
import dev.serin.training.data.DataSet;
import dev.serin.training.data.DataSetLoader;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
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

  TrainingRun(Console console, StopSignal stop, Clock clock, LongSupplier nanoTime) {
    this.console = console;
    this.stop = stop;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Gives the exit code. */
  int run(TrainingConfig config, Places places) throws IOException {
    Path version = places.models().resolve(config.model()).resolve(config.version());
    if (Files.exists(version) && !places.force()) {
      throw new TrainingException(
          version
              + " exists, and a version's bytes never change. Give the configuration another"
              + " version, or choose another folder with --out, or replace it with --force.");
    }
    Acceleration.useThreads(config.training().threads());
    DataSetLoader loader = new DataSetLoader();
    try (DataSet data =
        loader.load(config.data(), places.data(), config.input().orient(), console::line)) {
      tell(data);
      try (Learner learner = learner(config, data)) {
        return run(config, places, data, learner);
      }
    }
  }

  private int run(TrainingConfig config, Places places, DataSet data, Learner learner)
      throws IOException {
    Path modelFolder = places.models().resolve(config.model());
    try (Publisher publisher = new Publisher(console, config, data, learner, nanoTime)) {
      if (places.checkpoint() != null) {
        RunFolder run = RunFolder.open(places.checkpoint());
        publisher.publish(learner.load(run.best()), run, modelFolder);
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
      if (train(config, classifier, data, learner, run) == Trainer.End.STOPPED) {
        tellStopped(run);
        return EXIT_STOPPED;
      }
      publisher.publish(learner.load(run.best()), run, modelFolder);
      return 0;
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
      TrainingConfig config, Classifier classifier, DataSet data, Learner learner, RunFolder run)
      throws IOException {
    TrainingSettings settings = config.training();
    Batches batches =
        new Batches(
            learner.training(),
            data.labels().size(),
            config.augment().mixup(),
            settings.batch(),
            settings.seed());
    return new Trainer(settings, new ConsoleProgress(console, settings, nanoTime), stop, nanoTime)
        .train(classifier, batches, learner.validation(), run);
  }

  private void tellStopped(RunFolder run) throws IOException {
    int finished = run.epochs().size();
    console.line("Stopped. %s Run folder: %s", Trainer.keptText(finished), run.folder());
    if (finished > 0) {
      console.line("To go on: ./serin train --resume %s", run.folder());
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
