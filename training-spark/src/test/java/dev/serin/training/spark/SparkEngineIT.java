package dev.serin.training.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.training.data.Batch;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.Logits;
import dev.serin.training.net.NetworkConfig;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineException;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Evaluation.Measured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Trains on Spark with executors that are processes of their own. */
class SparkEngineIT {
  private static final String LOCAL_CLUSTER = "local-cluster[2,1,1024]";
  private static final String CNN = "{architecture: cnn, widths: [4, 8], kernel: 5, dense: 16}";
  private static final String RESNET =
      "{architecture: resnet, widths: [4, 8], blocks: 1, global-pool: false, dense: 16}";
  private static final long SEED = 11;

  private final Squares squares = new Squares(240, SEED);

  @BeforeAll
  static void load() {
    Acceleration.enable();
  }

  @ParameterizedTest
  @ValueSource(strings = {CNN, RESNET})
  void fit_twoExecutors_isAsGoodAsOneWorker(String architecture) {
    Measured local = train("local", "", architecture);
    Measured cluster = train("spark", LOCAL_CLUSTER, architecture);

    System.out.printf("%s: one worker %s, two executors %s%n", architecture, local, cluster);
    assertThat(local.score().accuracy()).isGreaterThan(0.9);
    assertThat(cluster.score().accuracy()).isCloseTo(local.score().accuracy(), within(0.05));
  }

  @Test
  void fit_lastBatchIsSmaller_tellsOfEachStep() {
    Told told = new Told(0.001);
    try (Engine engine = open("spark", "local[2]", 4)) {
      engine.fit(classifier(CNN), squares.epoch(56, 0, Squares.CLASSES), told);
    }
    assertThat(told.images).containsExactly(56, 56, 56, 56, 16);
    assertThat(told.losses).allMatch(loss -> loss > 0 && loss < 10);
  }

  @Test
  void fit_batchIsNotSharedEqually_saysWhatToDo() {
    try (Engine engine = open("spark", "local[2]", 4)) {
      assertThatExceptionOfType(EngineException.class)
          .isThrownBy(
              () ->
                  engine.fit(
                      classifier(CNN), squares.epoch(25, 0, Squares.CLASSES), new Told(0.001)))
          .withMessageStartingWith("a batch of 25 images cannot be shared equally by 2 workers");
    }
  }

  @Test
  void fit_labelsDoNotFitTheNetwork_oneLineSaysWhyAndTheNetworkStaysUsable() {
    Classifier classifier = classifier(CNN);
    try (Engine engine = open("spark", LOCAL_CLUSTER, 4)) {
      assertThatExceptionOfType(EngineException.class)
          .isThrownBy(
              () ->
                  engine.fit(
                      new Misfit(classifier),
                      squares.epoch(24, 0, Squares.CLASSES),
                      new Told(0.001)))
          .withMessageStartingWith("the cluster failed in the steps 1 to 4 of the epoch: ")
          .withMessageContaining("must have equal shapes")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));

      Told told = new Told(0.001);
      engine.fit(classifier, squares.epoch(24, 0, Squares.CLASSES), told);
      assertThat(told.losses).hasSize(10).allMatch(Double::isFinite);
    }
  }

  @Test
  void fit_anExecutorIsKilled_goesOnWithAnother() {
    Classifier classifier = classifier(CNN);
    try (Engine engine = open("spark", LOCAL_CLUSTER, 1)) {
      Told told =
          new Told(0.003) {
            @Override
            public boolean done(int step, int images, double loss) {
              if (step == 2) {
                executors().get(0).destroyForcibly();
              }
              return super.done(step, images, loss);
            }
          };
      engine.fit(classifier, squares.epoch(24, 0, Squares.CLASSES), told);

      assertThat(told.losses).hasSize(10).allMatch(Double::isFinite);
      assertThat(told.losses.get(9)).isLessThan(told.losses.get(0));
    }
  }

  @Test
  void fit_clusterOfProcesses_trains() throws Exception {
    try (StandaloneCluster cluster = new StandaloneCluster(freePort());
        Engine engine = open("spark", cluster.master(), 4)) {
      Told told = new Told(0.003);
      engine.fit(classifier(CNN), squares.epoch(24, 0, Squares.CLASSES), told);
      assertThat(told.losses).hasSize(10);
      assertThat(told.losses.get(9)).isLessThan(told.losses.get(0));
    }
  }

  @Test
  void open_masterHasNoWorker_saysSo() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.withoutWorker(freePort())) {
      Cluster connection =
          new Cluster(settings("spark", cluster.master(), 1), Map.of(), Duration.ofSeconds(3));
      assertThatExceptionOfType(EngineException.class)
          .isThrownBy(connection::connect)
          .withMessageContaining("gave no executor within 3 seconds");
    }
  }

  @Test
  void open_masterUnreachable_saysSoAtOnce() throws IOException {
    String master = "spark://127.0.0.1:" + freePort();
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> open("spark", master, 1))
        .withMessage(
            "no Spark master answers at " + master + ": ConnectException: Connection refused");
  }

  @Test
  void open_addressIsNone_saysSo() {
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> open("spark", "", 1))
        .withMessageContaining("needs --master");
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(() -> open("spark", "sprak:2", 1))
        .withMessageContaining("no Spark cluster at 'sprak:2'");
  }

  @Test
  void open_localClusterWithoutSparkHome_saysWhatToSet() {
    Cluster cluster =
        new Cluster(settings("spark", LOCAL_CLUSTER, 1), Map.of(), Duration.ofSeconds(1));
    assertThatExceptionOfType(EngineException.class)
        .isThrownBy(cluster::connect)
        .withMessageContaining("SPARK_HOME is not set; set it to training-spark/target");
  }

  private Measured train(String engineName, String master, String architecture) {
    Classifier classifier = classifier(architecture);
    try (Engine engine = open(engineName, master, 5)) {
      for (int epoch = 0; epoch < 2; epoch++) {
        engine.fit(classifier, squares.epoch(24, epoch, Squares.CLASSES), new Told(0.003));
      }
    }
    return Evaluation.measure(classifier.logits(), new Squares(150, SEED + 100));
  }

  private static Classifier classifier(String architecture) {
    try {
      return new Classifiers()
          .create(
              new YAMLMapper().readValue(architecture, NetworkConfig.class),
              new ImageShape(1, Squares.SIDE, Squares.SIDE, Squares.CLASSES),
              SEED);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Engine open(String engine, String master, int averageEvery) {
    return new Engines().open(settings(engine, master, averageEvery));
  }

  private static EngineSettings settings(String engine, String master, int averageEvery) {
    return new EngineSettings(engine, 2, 1, averageEvery, master);
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Gives the executors labels that the network has no room for. */
  private record Misfit(Classifier classifier) implements Classifier {
    @Override
    public DataSet examples(Batch batch) {
      return new DataSet(
          classifier.examples(batch).getFeatures(), Nd4j.zeros(batch.size(), Squares.CLASSES + 1));
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
