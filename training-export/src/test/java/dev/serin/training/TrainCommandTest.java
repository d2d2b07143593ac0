package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Digests;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Quantization;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.model.Golden;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.StrictYaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole way, from a configuration to a version folder, on images that are learnt in seconds.
 */
class TrainCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();
  private Path folder;

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @BeforeEach
  void writeData(@TempDir Path temp) throws IOException {
    folder = temp;
    SyntheticData.write(folder.resolve("set"), "train", SyntheticData.images(180, 1));
    SyntheticData.write(folder.resolve("set"), "test", SyntheticData.images(60, 2));
  }

  @Test
  void train_residualNetwork_writesAProvenVersion() throws IOException {
    Path config = config("resnet", "0.0001");

    assertThat(train(config)).as(err.toString()).isZero();

    Path version = folder.resolve("models/synthetic/7");
    Manifest manifest = new StrictYaml().read(version.resolve(Manifest.FILE_NAME), Manifest.class);
    Certificate certificate = Certificate.read(version.resolve(Certificate.FILE_NAME));
    assertThat(manifest.sha256())
        .isEqualTo(Digests.of(version.resolve("model.onnx")))
        .isEqualTo(certificate.sha256());
    assertThat(certificate.comparison().passes()).isTrue();
    assertThat(certificate.comparison().images()).isEqualTo(40);
    assertThat(certificate.layers())
        .extracting(LayerDifference::kind)
        .contains("ConvolutionLayer", "ElementWiseVertex", "OutputLayer");
    assertThat(certificate.exported().accuracy()).isGreaterThan(0.9);
    assertThat(certificate.exportedInverted())
        .isNotNull()
        .satisfies(score -> assertThat(score.accuracy()).isGreaterThan(0.9));
    assertThat(manifest.origin()).isNotNull();
    assertThat(manifest.origin().accuracy()).isEqualTo(certificate.exported().accuracy());
    assertThat(version.resolve("labels.txt")).content().isEqualTo("left\nmiddle\nright\n");
    Golden golden =
        new StrictYaml().read(version.resolve("golden").resolve(Golden.FILE_NAME), Golden.class);
    assertThat(golden.images()).hasSize(4).allSatisfy(i -> assertThat(i.logits()).hasSize(3));
    assertThat(folder.resolve("models/synthetic/model.yaml")).hasContent("stable: \"7\"");
    assertThat(folder.resolve("models/synthetic/samples/right.png")).exists();
    assertThat(folder.resolve("models/synthetic/samples/middle-white.png")).exists();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("160 training, 20 validation and 60 test images")
        .contains("block1-add")
        .contains("parameters")
        .contains("Proof: largest difference")
        .containsPattern("Proof: \\d+ layers differ by at most \\d\\.\\d\\de-0\\d of their range")
        .contains("Version: " + version);
  }

  @Test
  void train_quantized_servesIntegersThatAreMeasured() throws IOException {
    Path config = config("cnn", "0.0001");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "samples: 2}",
                "samples: 2, quantize: {type: int8, calibration: 100,"
                    + " accuracy-drop-at-most: 0.1}}"));

    assertThat(train(config)).as(err.toString()).isZero();

    Path version = folder.resolve("models/synthetic/7");
    Certificate certificate = Certificate.read(version.resolve(Certificate.FILE_NAME));
    Quantization measured = Objects.requireNonNull(certificate.quantization());
    assertThat(measured.calibrationImages()).isEqualTo(100);
    assertThat(measured.int8()).isEqualTo(certificate.exported());
    assertThat(measured.float32().images()).isEqualTo(60);
    assertThat(measured.int8Bytes())
        .isEqualTo(Files.size(version.resolve("model.onnx")))
        .isLessThan(measured.float32Bytes());
    assertThat(certificate.sha256()).isEqualTo(Digests.of(version.resolve("model.onnx")));
    // The golden images hold what the integers answer, not what the network did.
    Golden golden =
        new StrictYaml().read(version.resolve("golden").resolve(Golden.FILE_NAME), Golden.class);
    assertThat(golden.tolerance()).isGreaterThan(1e-3);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("int8, 1 thread(s)");
  }

  @Test
  void export_runsNetworkByItsConfiguration_quantizes() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path run;
    try (var runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    Path whole = folder.resolve("whole.onnx");
    Path small = folder.resolve("small.onnx");
    String network = RunFolder.open(run).best().toString();

    assertThat(run("export", network, "--config", config.toString(), "--out", whole.toString()))
        .as(err.toString())
        .isZero();
    assertThat(
            run(
                "export",
                network,
                "--config",
                config.toString(),
                "--quantize",
                "int8",
                "--out",
                small.toString()))
        .as(err.toString())
        .isZero();

    assertThat(Digests.of(whole))
        .isEqualTo(Digests.of(folder.resolve("models/synthetic/7/model.onnx")));
    assertThat(Files.size(small)).isLessThan(Files.size(whole));
    assertThat(folder.resolve("small.onnx.certificate.json"))
        .content()
        .contains("\"calibrationImages\" : 160");
  }

  @Test
  void train_versionExists_refusesBeforeTraining() throws IOException {
    Path config = config("cnn", "0.0001");
    Path version = Files.createDirectories(folder.resolve("models/synthetic/7"));

    assertThat(train(config)).isEqualTo(1);

    assertThat(err.toString()).contains(version + " exists").contains("--force");
    assertThat(folder.resolve("runs")).doesNotExist();
    assertThat(version).isEmptyDirectory();
  }

  @Test
  void train_differenceAboveTheTolerance_writesNothingToModels() throws IOException {
    assertThat(train(config("cnn", "1e-12"))).isEqualTo(1);

    assertThat(err.toString()).contains("nothing was written to the models folder");
    assertThat(folder.resolve("models")).doesNotExist();
  }

  @Test
  void train_sameSeedTwice_givesTheSameModel() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    String first = Digests.of(folder.resolve("models/synthetic/7/model.onnx"));
    Files.move(folder.resolve("runs"), folder.resolve("runs-1"));

    assertThat(train(config, "--force")).as(err.toString()).isZero();

    assertThat(Digests.of(folder.resolve("models/synthetic/7/model.onnx"))).isEqualTo(first);
  }

  @Test
  void train_checkpointOfAnEarlierRun_isPublishedWithoutTraining() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path run;
    try (var runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    String first = Digests.of(folder.resolve("models/synthetic/7/model.onnx"));

    assertThat(train(config, "--force", "--checkpoint", run.toString()))
        .as(err.toString())
        .isZero();

    assertThat(Digests.of(folder.resolve("models/synthetic/7/model.onnx"))).isEqualTo(first);
  }

  @Test
  void train_stoppedAndResumed_givesTheModelOfAnUndisturbedTraining() throws IOException {
    Path config = config("resnet", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    String undisturbed = Digests.of(folder.resolve("models/synthetic/7/model.onnx"));
    Files.move(folder.resolve("runs"), folder.resolve("runs-1"));
    assertThat(stoppedAfter(35, config)).isEqualTo(TrainingRun.EXIT_STOPPED);
    Path run;
    try (var runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("The network after epoch 1 is kept.")
        .contains("To go on: ./serin train --resume " + run);

    assertThat(
            run(
                "train",
                "--resume",
                run.toString(),
                "--out",
                folder.resolve("models").toString(),
                "--force"))
        .as(err.toString())
        .isZero();

    assertThat(Digests.of(folder.resolve("models/synthetic/7/model.onnx"))).isEqualTo(undisturbed);
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(5);
  }

  @Test
  void train_resumeWithAnotherConfiguration_isRefused() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path run;
    try (var runs = Files.list(folder.resolve("runs"))) {
      run = runs.findFirst().orElseThrow();
    }
    Files.writeString(config, Files.readString(config).replace("seed: 7", "seed: 8"));

    assertThat(train(config, "--force", "--resume", run.toString())).isEqualTo(1);

    assertThat(err.toString()).contains("is not the configuration that " + run + " began with");
  }

  @Test
  void train_neitherConfigurationNorRun_isAUsageError() {
    assertThat(run("train")).isEqualTo(2);

    assertThat(err.toString()).contains("CONFIG is missing");
  }

  @Test
  void evaluate_trainedVersion_agreesWithItsManifest() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path version = folder.resolve("models/synthetic/7");
    out.reset();

    assertThat(run("evaluate", version.toString(), "--config", config.toString())).isZero();

    Certificate certificate = Certificate.read(version.resolve(Certificate.FILE_NAME));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("As they are: " + certificate.exported().correct() + " of 60 right")
        .contains(
            "Their negatives: "
                + Objects.requireNonNull(certificate.exportedInverted()).correct()
                + " of 60 right");
  }

  @Test
  void evaluate_server_isSentEachTestImageAndComparedWithTheFile() throws Exception {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path version = folder.resolve("models/synthetic/7");
    Certificate certificate = Certificate.read(version.resolve(Certificate.FILE_NAME));
    try (FakeGateway gateway = new FakeGateway(version)) {
      List<String> arguments =
          List.of(
              "evaluate",
              version.toString(),
              "--config",
              config.toString(),
              "--server",
              gateway.url());

      assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains(
              "Served by %s: %d of 60 right"
                  .formatted(gateway.url(), certificate.exported().correct()))
          .contains("differ from the file's: 0");
      assertThat(gateway.paths()).containsOnly("/v1/models/synthetic/classify?top=1");

      gateway.answerWrongly();
      assertThat(run(arguments.toArray(String[]::new))).isEqualTo(1);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("differ from the file's: 60");
    }
  }

  @Test
  void evaluate_serverThatIsNoAddressOrNotThere_isOneSentence() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    String version = folder.resolve("models/synthetic/7").toString();

    assertThat(
            run("evaluate", version, "--config", config.toString(), "--server", "localhost:8080"))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("serin: --server wants an address such as http://localhost:8080, not localhost");
    assertThat(
            run(
                "evaluate",
                version,
                "--config",
                config.toString(),
                "--server",
                "http://127.0.0.1:1"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("no gateway answers at http://127.0.0.1:1/v1/models/");
  }

  @Test
  void evaluate_modelFileChanged_isRefused() throws IOException {
    Path config = config("cnn", "0.0001");
    assertThat(train(config)).as(err.toString()).isZero();
    Path model = folder.resolve("models/synthetic/7/model.onnx");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);

    assertThat(
            run(
                "evaluate",
                folder.resolve("models/synthetic/7").toString(),
                "--config",
                config.toString()))
        .isEqualTo(1);

    assertThat(err.toString()).contains("is not the file that the manifest's sha256 names");
  }

  @Test
  void train_configurationMissing_isOneSentence() {
    assertThat(run("train", folder.resolve("none.yaml").toString())).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("serin: there is no file " + folder + "/none.yaml");
  }

  @Test
  void train_dataFolderWithoutTheFiles_isOneSentence() throws IOException {
    assertThat(train(config("cnn", "0.0001"), "--data", folder.toString())).isEqualTo(1);

    assertThat(err.toString().strip())
        .isEqualTo("serin: there is no " + folder + "/train-images.gz");
  }

  /** As if somebody had pressed Ctrl-C, after {@code looks} looks at the clock. */
  private int stoppedAfter(int looks, Path config) throws IOException {
    StopSignal stop = new StopSignal();
    AtomicInteger done = new AtomicInteger();
    // The training looks at it twice a step, ten steps an epoch.
    LongSupplier nanoTime =
        () -> {
          if (done.incrementAndGet() > looks) {
            stop.request();
          }
          return System.nanoTime();
        };
    return new TrainingRun(console(), stop, new Engines(), Clock.systemUTC(), nanoTime)
        .run(
            new StrictYaml().read(config, TrainingConfig.class),
            new TrainingRun.Places(
                config, null, folder.resolve("models"), folder.resolve("runs"), null, null, true),
            EngineSettings.local(1));
  }

  private Console console() {
    return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false);
  }

  private int train(Path config, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                config.toString(),
                "--out",
                folder.resolve("models").toString(),
                "--runs",
                folder.resolve("runs").toString()));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Main.commandLine(console()).setErr(new PrintWriter(err, true)).execute(arguments);
  }

  private Path config(String architecture, String tolerance) throws IOException {
    String text =
        """
        input:
          name: input
          type: float32
          layout: NCHW
          height: 28
          width: 28
          colour: GREY
          orient: exif
          resize: {to: exact, size: 28, filter: area}
          crop: centre
          scale: 0.00392156862745098
          mean: [0.5]
          std: [0.5]
        network: %3$s
        training:
          epochs: %2$d
          batch: 16
          learning-rate: {peak: 0.01, warm-up: 0.2}
          seed: 7
          threads: 1
        augment: {invert-background: 0.5, flip: 0.0, shift: 1}
        export: {tolerance: %1$s, images: 40, golden: 4, samples: 2}
        """
            .formatted(
                tolerance,
                architecture.equals("resnet") ? 4 : 1,
                architecture.equals("resnet")
                    ? "{architecture: resnet, widths: [4, 8], blocks: 1, stem-pool: true,"
                        + " down: convolution, global-pool: false, dense: 16}"
                    : "{architecture: cnn, widths: [4, 8], kernel: 5, padding: valid, dense: 16}");
    return Files.writeString(
        folder.resolve("synthetic.yaml"), SyntheticTraining.head(folder.resolve("set")) + text);
  }
}
