package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.training.data.Batch;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineProvider;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.training.report.Certificate;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** {@code train} with engines other than the usual one, from a configuration to a version. */
class TrainEngineTest {
  private static final String NETWORK =
      "{architecture: cnn, widths: [4, 8], kernel: 5, dense: 16, dropout: 0.2}";
  private static final EngineSettings TWO = new EngineSettings("parallel", 2, 1, 1, "");

  private SyntheticTraining training;
  private Path config;

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @BeforeEach
  void write(@TempDir Path folder) throws IOException {
    training = new SyntheticTraining(folder);
    config = training.config(3, NETWORK, "{peak: 0.01, warm-up: 0.2}");
  }

  @Test
  void train_parallel_writesAProvenVersionAndSaysWhatTrained() throws IOException {
    assertThat(train("--engine", "parallel", "--workers", "2")).as(training.err()).isZero();

    Certificate certificate = Certificate.read(training.version().resolve(Certificate.FILE_NAME));
    assertThat(certificate.comparison().passes()).isTrue();
    assertThat(certificate.exported().accuracy()).isGreaterThan(0.9);
    assertThat(training.out()).contains("Engine: parallel, 2 workers, 1 thread each");
    assertThat(training.onlyRun().resolve("engine.txt"))
        .hasContent("from epoch 1: parallel, 2 workers, 1 thread each");
    String parallel = training.model();
    assertThat(train("--engine", "local")).as(training.err()).isZero();
    assertThat(training.model()).as("what one worker learns").isNotEqualTo(parallel);
  }

  @Test
  void train_parallelStoppedAndResumed_givesTheModelOfAnUndisturbedTraining() throws IOException {
    assertThat(train("--engine", "parallel", "--workers", "2")).as(training.err()).isZero();
    String undisturbed = training.model();
    Files.move(training.folder.resolve("runs"), training.folder.resolve("runs-1"));
    StopSignal stop = new StopSignal();
    AtomicInteger looks = new AtomicInteger();
    // The training looks at the clock twice a step.
    LongSupplier nanoTime =
        () -> {
          if (looks.incrementAndGet() > 3 * SyntheticTraining.STEPS) {
            stop.request();
          }
          return System.nanoTime();
        };
    assertThat(training.train(config, TWO, new Engines(), stop, nanoTime))
        .isEqualTo(TrainingRun.EXIT_STOPPED);
    Path run = training.onlyRun();
    assertThat(training.out())
        .contains("after epoch 1 is kept")
        .contains("To go on: ./serin train --resume " + run + " --engine parallel --workers 2");

    assertThat(train("--resume", run.toString(), "--engine", "parallel", "--workers", "2"))
        .as(training.err())
        .isZero();

    assertThat(training.model()).isEqualTo(undisturbed);
  }

  @Test
  void train_workerOfParallelWrapperFails_keepsFinishedEpochsForAnotherEngine() throws IOException {
    Engines failing = new Engines(List.of(new FailingInTheSecondEpoch()));

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> training.train(config, TWO, failing, new StopSignal(), System::nanoTime))
        .withMessageMatching("worker [12] failed at step 1 of the epoch: .*(?s:.*)")
        .withMessageEndingWith(
            "The network after epoch 1 is kept. To go on, with this engine or another:"
                + " ./serin train --resume "
                + training.onlyRun());

    Path run = training.onlyRun();
    assertThat(train("--resume", run.toString())).as(training.err()).isZero();
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(4);
    assertThat(run.resolve("engine.txt"))
        .hasContent(
            "from epoch 1: parallel, 2 workers, 1 thread each\n"
                + "from epoch 2: local, 1 worker, 1 thread each");
    assertThat(training.version().resolve("model.onnx")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2 | --workers 2 | --workers is an option of --engine parallel and spark",
        "2 | --checkpoint . --engine parallel | --checkpoint trains nothing",
        "1 | --engine sprak | there is no engine 'sprak'",
        "1 | --engine spark --workers 2 --master local[2] | not part of this build",
      })
  void train_senselessOptions_areRefusedBeforeAnything(int exit, String options, String message) {
    assertThat(train(options.split(" ", -1))).isEqualTo(exit);

    assertThat(training.err()).contains(message).doesNotContain("defect");
    assertThat(training.out()).doesNotContain("Data:");
    assertThat(training.folder.resolve("runs")).doesNotExist();
  }

  private int train(String... options) {
    return training.train(config, options);
  }

  /** The engine {@code parallel}, whose workers are given labels that fit no network. */
  private static final class FailingInTheSecondEpoch implements EngineProvider {
    @Override
    public String name() {
      return "parallel";
    }

    @Override
    public Engine open(EngineSettings settings) {
      Engine parallel = new Engines(List.of()).open(settings);
      return new Engine() {
        private int epochs;

        @Override
        public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
          parallel.fit(epochs++ == 0 ? classifier : new Misfit(classifier), batches, steps);
        }

        @Override
        public void close() {
          parallel.close();
        }
      };
    }
  }

  private record Misfit(Classifier classifier) implements Classifier {
    @Override
    public DataSet examples(Batch batch) {
      return new DataSet(classifier.examples(batch).getFeatures(), Nd4j.zeros(batch.size(), 5));
    }

    @Override
    public Model network() {
      return classifier.network();
    }

    @Override
    public double fit(Batch batch, double learningRate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Logits logits() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void save(Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<LayerRow> layers() {
      throw new UnsupportedOperationException();
    }
  }
}
