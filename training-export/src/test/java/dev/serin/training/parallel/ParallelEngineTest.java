package dev.serin.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.serin.training.data.Batch;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ParallelEngineTest {
  private static final long SEED = 11;

  private final Examples28 examples = new Examples28();

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @AfterEach
  void noThreadIsLeft() throws InterruptedException {
    examples.close();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("ParallelWrapper")) {
        // A pool counts a thread as ended when it has nothing to do but end.
        thread.join(5000);
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
  }

  /**
   * Without an optimiser's memory the mean of the workers' steps is the step of the whole batch.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void fit_plainGradientDescent_learnsWhatOneWorkerLearns(int workers) {
    MultiLayerNetwork one = plain(new MultiLayerNetwork(plain()));
    MultiLayerNetwork several = plain(new MultiLayerNetwork(plain()));
    Telling told = new Telling(0.05);
    Telling expected = new Telling(0.05);

    new LocalEngine(1).fit(classifier(one), epoch(42, 12), expected);
    engine(workers).fit(classifier(several), epoch(42, 12), told);

    assertThat(told.images).isEqualTo(expected.images).containsExactly(12, 12, 12, 6);
    for (int step = 0; step < told.losses.size(); step++) {
      assertThat(told.losses.get(step)).isCloseTo(expected.losses.get(step), within(1e-4));
    }
    assertThat(several.params().distance2(one.params()) / one.params().norm2Number().doubleValue())
        .isLessThan(1e-5);
    assertThat(told.losses.get(3)).isLessThan(told.losses.get(0));
  }

  /** The optimiser remembers, and dropout goes on, as if there were no epochs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{architecture: cnn, widths: [4], kernel: 5, dense: 16, dropout: 0.1}",
        "{architecture: resnet, widths: [4], blocks: 1, global-pool: false, dense: 16}"
      })
  void fit_epochByEpoch_isAsInOneGo(String architecture) {
    Classifier inOneGo = adam(architecture);
    Classifier byEpochs = adam(architecture);
    List<Batch> batches = new ArrayList<>();
    epoch(48, 12).forEachRemaining(batches::add);
    Engine engine = engine(2);

    engine.fit(inOneGo, batches.iterator(), new Constant());
    engine.fit(byEpochs, batches.subList(0, 2).iterator(), new Constant());
    engine.fit(byEpochs, batches.subList(2, 4).iterator(), new Constant());

    assertThat(byEpochs.network().params()).isEqualTo(inOneGo.network().params());
  }

  @Test
  void fit_toldToStop_stopsAfterThatStep() {
    MultiLayerNetwork network = plain(new MultiLayerNetwork(plain()));
    Telling told = new Telling(0.05, 2);

    engine(2).fit(classifier(network), epoch(42, 12), told);

    assertThat(told.images).containsExactly(12, 12);
    assertThat(network.getIterationCount()).isEqualTo(2);
  }

  @Test
  void fit_labelsDoNotFitTheNetwork_oneMessageNamesWorkerAndStep() {
    Iterator<Batch> batches = examples.epoch(24, 12, SEED, 0, SyntheticData.CLASSES + 1);

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(
            () ->
                engine(2)
                    .fit(
                        classifier(plain(new MultiLayerNetwork(plain()))),
                        batches,
                        new Telling(0.05)))
        .withMessageMatching("worker [12] failed at step 1 of the epoch: .*(?s:.*)");
  }

  /** DL4J's own worker would leave the caller waiting. */
  @Test
  void fit_workerMeetsAnError_endsAndKeepsWhatWasLearnt() {
    FailingNetwork network = new FailingNetwork(plain());
    plain(network);
    Engine engine = engine(2);
    engine.fit(classifier(network), epoch(24, 12), new Telling(0.05));
    network.failing = true;

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> engine.fit(classifier(network), epoch(24, 12), new Telling(0.05)))
        .withMessage("worker 1 failed at step 1 of the epoch: OutOfMemoryError: of the test");

    network.failing = false;
    Telling again = new Telling(0.05);
    engine.fit(classifier(network), epoch(24, 12), again);
    assertThat(again.losses).hasSize(2).allMatch(Double::isFinite);
  }

  /** It is done in the caller's thread, where no worker is to blame. */
  @Test
  void fit_averagingFails_endsWithOneMessage() {
    FailingNetwork network = new FailingNetwork(plain());
    plain(network);
    Engine engine = engine(2);
    engine.fit(classifier(network), epoch(24, 12), new Telling(0.05));
    network.failingToAverage = true;

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> engine.fit(classifier(network), epoch(24, 12), new Telling(0.05)))
        .withMessage(
            "sharing step 1 of the epoch among the workers failed: IllegalStateException: of the"
                + " test");
  }

  @SuppressWarnings("overrides") // DL4J's own
  @Test
  void fit_replicaCannotBeMade_endsWithOneMessage() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(plain()) {
          private static final long serialVersionUID = 1L;

          @Override
          public MultiLayerConfiguration getLayerWiseConfigurations() {
            if (Thread.currentThread().getName().startsWith("ParallelWrapper")) {
              throw new IllegalStateException("of the test");
            }
            return super.getLayerWiseConfigurations();
          }
        };
    plain(network);

    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> engine(2).fit(classifier(network), epoch(24, 12), new Telling(0.05)))
        .withMessageContaining("IllegalStateException: of the test");
  }

  @Test
  void fit_batchCannotBeMade_passesThatOn() {
    Iterator<Batch> good = epoch(24, 12);
    Iterator<Batch> batches =
        new Iterator<>() {
          private int made;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Batch next() {
            if (made++ == 1) {
              throw new UncheckedIOException(new IOException("image 7 is broken"));
            }
            return good.next();
          }
        };

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(
            () ->
                engine(2)
                    .fit(
                        classifier(plain(new MultiLayerNetwork(plain()))),
                        batches,
                        new Telling(0.05)))
        .withMessageContaining("image 7 is broken");
  }

  @Test
  void fit_epochAfterEpoch_leavesNoNativeMemoryBehind() {
    Classifier classifier = classifier(plain(new MultiLayerNetwork(plain())));
    Engine engine = engine(2);
    for (int i = 0; i < 4; i++) {
      engine.fit(classifier, epoch(24, 12), new Telling(0.05));
    }
    long tracked = Pointer.totalBytes();
    long resident = Pointer.physicalBytes();
    for (int i = 0; i < 8; i++) {
      engine.fit(classifier, epoch(24, 12), new Telling(0.05));
    }
    long trackedMore = Pointer.totalBytes() - tracked;
    long residentMore = Pointer.physicalBytes() - resident;
    System.out.printf("8 epochs: %,d bytes tracked, %,d resident%n", trackedMore, residentMore);
    assertThat(trackedMore).isLessThan(1 << 20);
    assertThat(residentMore).isLessThan(60 << 20);
  }

  private static Classifier adam(String architecture) {
    return new Classifiers()
        .create(
            NetworkConfigs.of(architecture),
            new ImageShape(1, SyntheticData.SIDE, SyntheticData.SIDE, SyntheticData.CLASSES),
            SEED);
  }

  private record Constant() implements Engine.Steps {
    @Override
    public double learningRate(int step) {
      return 0.005;
    }

    @Override
    public boolean done(int step, int images, double loss) {
      return true;
    }
  }

  private Iterator<Batch> epoch(int n, int batch) {
    return examples.epoch(n, batch, SEED, 0);
  }

  private static Classifier classifier(MultiLayerNetwork network) {
    return new NetworkClassifier(network);
  }

  private static Engine engine(int workers) {
    return new ParallelEngine(new EngineSettings("parallel", workers, 1, 1, ""));
  }

  private static MultiLayerNetwork plain(MultiLayerNetwork network) {
    network.init();
    return network;
  }

  private static MultiLayerConfiguration plain() {
    return new NeuralNetConfiguration.Builder()
        .seed(SEED)
        .updater(new Sgd())
        .list()
        .layer(
            new ConvolutionLayer.Builder(5, 5)
                .stride(3, 3)
                .nOut(4)
                .activation(Activation.RELU)
                .build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(SyntheticData.CLASSES)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  /** The first worker trains it itself. */
  @SuppressWarnings("overrides") // DL4J's own
  private static final class FailingNetwork extends MultiLayerNetwork {
    private static final long serialVersionUID = 1L;
    private volatile boolean failing;
    private volatile boolean failingToAverage;

    FailingNetwork(MultiLayerConfiguration conf) {
      super(conf);
    }

    @Override
    public void fit(DataSet dataSet) {
      if (failing) {
        throw new OutOfMemoryError("of the test");
      }
      super.fit(dataSet);
    }

    @Override
    public INDArray params() {

      if (failingToAverage && !Thread.currentThread().getName().startsWith("ParallelWrapper")) {
        throw new IllegalStateException("of the test");
      }
      return super.params();
    }
  }
}
