package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.AugmentedImages;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.net.OptimiserConfig;
import dev.serin.training.net.Schedule;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class TrainerTest {
  private static final int EPOCHS = 3;
  private static final int STEPS = 4;

  private final ImageSet images = SyntheticData.images(16 * STEPS, 1);
  private final TrainingSettings settings = settings(EPOCHS, null);
  private StopSignal stop = new StopSignal();
  private final Recorder recorder = new Recorder();
  private Engine engine = new Engines().open(EngineSettings.local(1));
  private Preparation preparation;
  private RunFolder run;

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    preparation = new Preparation(Inputs.grey28());
    Path config = Files.writeString(folder.resolve("c.yaml"), "model: m\n");
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    run = RunFolder.create(folder.resolve("runs"), "m-1", config, "abc", "data", clock);
  }

  @AfterEach
  void close() {
    preparation.close();
  }

  @Test
  void train_undisturbed_keepsEveryEpoch() throws IOException {
    Fake network = new Fake();

    assertThat(train(network)).isEqualTo(Trainer.End.LAST_EPOCH);

    assertThat(network.steps).isEqualTo(EPOCHS * STEPS);
    assertThat(run.checkpoint()).hasContent("after 12 steps");
    assertThat(Files.readAllLines(run.folder().resolve("metrics.csv"))).hasSize(1 + EPOCHS);
    assertThat(recorder.epochs).hasSize(EPOCHS);
    assertThat(run.id()).isEqualTo("m-1-20260102T030405Z");
    assertThat(run.code()).isEqualTo("abc");
  }

  @Test
  void train_undisturbed_followsTheSchedule() throws IOException {
    Fake network = new Fake();
    train(network);

    double top = network.rates.stream().mapToDouble(r -> r).max().orElseThrow();
    assertThat(network.rates.get(6)).isEqualTo(top).isEqualTo(0.01);
    assertThat(network.rates.get(0)).isLessThan(0.001);
    assertThat(network.rates.get(11)).isLessThan(0.001);
  }

  @Test
  void train_stoppedInTheSecondEpoch_keepsTheFirst() throws IOException {
    Fake network = new Fake();
    recorder.stopAfterStep = STEPS + 2;

    assertThat(train(network)).isEqualTo(Trainer.End.STOPPED);

    assertThat(network.steps).isEqualTo(STEPS + 2);
    assertThat(run.checkpoint()).hasContent("after 4 steps");
    assertThat(Trainer.keptText(1)).contains("after epoch 1 is kept");
  }

  @Test
  void train_stoppedInTheFirstEpoch_keepsNothingAndSaysSo() throws IOException {
    recorder.stopAfterStep = 1;

    assertThat(train(new Fake())).isEqualTo(Trainer.End.STOPPED);

    assertThat(run.epochs()).isEmpty();
    assertThat(run.folder()).isDirectoryNotContaining("glob:**.zip");
    assertThat(Trainer.keptText(0)).contains("nothing was kept");
  }

  @Test
  void train_lossIsNoNumber_stopsAndLosesNoFinishedEpoch() throws IOException {
    Fake network = new Fake();
    network.nanAtStep = 2 * STEPS + 1;

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(network))
        .withMessageContaining("no longer a number (epoch 3, step 2)")
        .withMessageContaining("after epoch 2 is kept")
        .withMessageEndingWith("./serin train --checkpoint " + run.folder());
    assertThat(run.checkpoint()).hasContent("after 8 steps");
  }

  @Test
  void train_engineFails_losesNoFinishedEpochAndSaysHowToGoOn() throws IOException {
    Fake network = new Fake();
    engine = new Failing(engine, 2);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(network))
        .withMessage(
            "worker 2 has gone. The network after epoch 1 is kept. To go on, with this engine or"
                + " another: ./serin train --resume "
                + run.folder());
    assertThat(run.checkpoint()).hasContent("after 4 steps");
    assertThat(run.epochs()).hasSize(1);
  }

  @Test
  void train_engineFailsInTheFirstEpoch_doesNotOfferToGoOn() {
    engine = new Failing(engine, 1);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(new Fake()))
        .withMessage("worker 2 has gone. No epoch was finished, so nothing was kept.");
  }

  /** As a cluster does that hears Ctrl-C as well. */
  @Test
  void train_engineBreaksOffAfterStop_isStopped() throws IOException {
    engine = new Failing(engine, 2);
    recorder.stopAfterStep = STEPS + 1;

    assertThat(train(new Fake())).isEqualTo(Trainer.End.STOPPED);
    assertThat(run.checkpoint()).hasContent("after 4 steps");
  }

  @Test
  void train_stopInTheLastStepOfAnEpoch_keepsThatEpoch() throws IOException {
    recorder.stopAfterStep = 2 * STEPS;

    assertThat(train(new Fake())).isEqualTo(Trainer.End.STOPPED);

    assertThat(run.epochs()).hasSize(2);
    assertThat(run.checkpoint()).hasContent("after 8 steps");
  }

  @Test
  void train_checkpointCannotBeWritten_leavesTheEarlierOne() throws IOException {
    Fake network = new Fake();
    network.failSaveAtStep = 2 * STEPS;

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(network))
        .withMessageContaining("after epoch 2 cannot be written to " + run.folder())
        .withMessageContaining("No space left")
        .withMessageContaining("after epoch 1 is kept")
        .withMessageContaining("--resume " + run.folder());

    assertThat(run.checkpoint()).hasContent("after 4 steps");
  }

  @Test
  void train_firstCheckpointCannotBeWritten_doesNotOfferToGoOn() {
    Fake network = new Fake();
    network.failSaveAtStep = STEPS;

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> train(network))
        .withMessageEndingWith(
            "No space left on device. Make room. No epoch was finished, so nothing was kept.");
  }

  @Test
  void noteEngine_twice_keepsBoth() throws IOException {
    run.noteEngine("local");
    train(new Fake());
    run.noteEngine("parallel, 2 workers");

    assertThat(run.folder().resolve("engine.txt"))
        .hasContent("from epoch 1: local\nfrom epoch 4: parallel, 2 workers");
  }

  @Test
  void train_again_goesOnAfterTheLastFinishedEpoch() throws IOException {
    recorder.stopAfterStep = STEPS + 2;
    train(new Fake());
    Fake second = new Fake();
    recorder.stopAfterStep = -1;
    stop = new StopSignal();

    assertThat(train(second)).isEqualTo(Trainer.End.LAST_EPOCH);

    assertThat(second.steps).isEqualTo((EPOCHS - 1) * STEPS);
    assertThat(run.epochs()).extracting(EpochLine::epoch).containsExactly(1, 2, 3);
    assertThat(second.rates.get(0)).isEqualTo(settings.learningRate().at(1.0 / EPOCHS));
  }

  @Test
  void train_noBetterForAsLongAsPatience_endsAndKeepsTheBest() throws IOException {
    Fake network = new Fake();
    network.rightFor = images.label(0);
    network.rightUntilStep = STEPS;
    TrainingSettings patient = settings(10, new EarlyStopping(2, EarlyStopping.Metric.LOSS));

    assertThat(train(network, patient)).isEqualTo(Trainer.End.EARLY);

    assertThat(run.epochs()).hasSize(3);
    assertThat(run.best()).hasContent("after 4 steps");
    assertThat(run.checkpoint()).hasContent("after 12 steps");
  }

  @Test
  void keep_anyNumberOfEpochs_leavesOneCheckpoint() throws IOException {
    train(new Fake());

    try (Stream<Path> files = Files.list(run.folder())) {
      assertThat(files.filter(file -> file.toString().endsWith(".zip")))
          .containsExactly(run.checkpoint());
    }
  }

  @Test
  void epochs_aLineIsDamaged_namesTheFileAndTheLine() throws IOException {
    Path metrics = run.folder().resolve("metrics.csv");
    Files.writeString(metrics, EpochLine.HEADER + "\n1,2.0,half\n");

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(run::epochs)
        .withMessageContaining(metrics + " has a line that is no epoch ('1,2.0,half')");
  }

  @Test
  void checkData_otherData_isRefused() throws IOException {
    run.checkData("data");

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> run.checkData("others"))
        .withMessageContaining("was trained on other data");
  }

  @Test
  void open_runWithoutCheckpoint_isRefused() {
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> RunFolder.open(run.folder()))
        .withMessageContaining("not one epoch was finished");
  }

  private static TrainingSettings settings(int epochs, @Nullable EarlyStopping stopping) {
    return new TrainingSettings(
        epochs,
        16,
        Schedule.oneCycle(0.01, 0.5),
        7,
        1,
        OptimiserConfig.ADAM,
        ClassWeights.NONE,
        stopping);
  }

  private Trainer.End train(Classifier network) throws IOException {
    return train(network, settings);
  }

  private Trainer.End train(Classifier network, TrainingSettings settings) throws IOException {
    Batches batches =
        new Batches(
            new AugmentedImages(images, new Augmenter(Augmentation.NONE), preparation),
            SyntheticData.CLASSES,
            0,
            16,
            7);
    return new Trainer(settings, engine, recorder, stop, System::nanoTime)
        .train(network, batches, new PreparedImages(images.part(0, 5), preparation), run);
  }

  private final class Recorder implements TrainingProgress {
    private final List<EpochLine> epochs = new ArrayList<>();
    private int steps;
    private int stopAfterStep = -1;

    @Override
    public void step(int epoch, int step, int stepCount, double imagesPerSecond, double loss) {
      if (++steps == stopAfterStep) {
        stop.request();
      }
    }

    @Override
    public void epoch(EpochLine epoch, int count, boolean best) {
      epochs.add(epoch);
    }
  }

  /** Takes the steps of its epoch {@code failing}, 1 first, and fails then. */
  private static final class Failing implements Engine {
    private final Engine usual;
    private final int failing;
    private int epochs;

    Failing(Engine usual, int failing) {
      this.usual = usual;
      this.failing = failing;
    }

    @Override
    public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
      usual.fit(classifier, batches, steps);
      if (++epochs == failing) {
        throw new EngineException("worker 2 has gone");
      }
    }

    @Override
    public void close() {
      usual.close();
    }
  }

  /** Learns nothing; its checkpoint tells how far it came. */
  private static final class Fake implements Classifier {
    private final List<Double> rates = new ArrayList<>();
    private int steps;
    private int nanAtStep = -1;
    private int failSaveAtStep = -1;
    private int rightFor = -1;
    private int rightUntilStep;

    @Override
    public double fit(Batch batch, double learningRate) {
      rates.add(learningRate);
      return steps++ == nanAtStep ? Double.NaN : 1;
    }

    @Override
    public DataSet examples(Batch batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Logits logits() {
      float sure = rightFor >= 0 && steps <= rightUntilStep ? 1 : 0;
      return (values, n) -> {
        float[] logits = new float[n * SyntheticData.CLASSES];
        for (int i = 0; i < n; i++) {
          logits[i * SyntheticData.CLASSES + Math.max(0, rightFor)] = sure;
        }
        return logits;
      };
    }

    @Override
    public void save(Path file) throws IOException {
      Files.writeString(file, "after " + steps + " steps");
      if (steps == failSaveAtStep) {
        throw new IOException("No space left on device");
      }
    }

    @Override
    public List<LayerRow> layers() {
      return List.of();
    }

    @Override
    public Model network() {
      throw new UnsupportedOperationException();
    }
  }
}
