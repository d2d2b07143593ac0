package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.onnx.TemperatureFolding;
import dev.serin.training.quantize.QuantizeSettings;
import dev.serin.training.report.Answers;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Comparison;
import dev.serin.training.report.Temperature;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.Origin;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/** Makes a servable model version of a trained network, once its export is proven. */
final class Publisher implements AutoCloseable {
  private static final String MODEL_FILE = "model.onnx";
  private static final String LABELS_FILE = "labels.txt";
  private static final String GOLDEN_FOLDER = "golden";

  private final Console console;
  private final TrainingConfig config;
  private final DataSet data;
  private final Learner learner;
  private final Preparation preparation;
  private final LongSupplier nanoTime;

  Publisher(
      Console console,
      TrainingConfig config,
      DataSet data,
      Learner learner,
      LongSupplier nanoTime) {
    this.console = console;
    this.config = config;
    this.data = data;
    this.learner = learner;
    this.nanoTime = nanoTime;
    this.preparation = new Preparation(config.input());
  }

  /**
   * A version that is ready to be written.
   *
   * @param model the ONNX file
   * @param temperature that it divides its logits by
   * @param trained what it was made of, as it answers
   * @param certificate what was shown of it
   */
  // The array is the file on its way to the disk.
  @SuppressWarnings("ArrayRecordComponent")
  private record Proven(
      byte[] model, double temperature, Logits trained, Certificate certificate) {}

  /**
   * Exports, proves and writes.
   *
   * @param modelFolder the folder of the model, which gets one for the version
   * @throws TrainingException where the proof fails; then nothing is written
   */
  void publish(Classifier classifier, RunFolder run, Path modelFolder) throws IOException {
    Proven version = prove(classifier);
    Path target = modelFolder.resolve(config.version());
    new VersionFolder(target).write(folder -> write(folder, version, run));
    console.line("Version: %s (model.onnx %,d bytes)", target, version.model().length);
    writeModelFiles(modelFolder, version.trained());
    Path report =
        new RunReport(config, data, preparation, nanoTime)
            .write(
                run,
                version.model(),
                version.temperature(),
                version.certificate(),
                NetworkTable.summary(config.network(), classifier));
    console.line("Report: %s", report);
  }

  /** Each step starts from the bytes that the one before has shown to be right. */
  private Proven prove(Classifier classifier) throws IOException {
    Evidence evidence = new Evidence(console, preparation, config, data);
    byte[] exported = learner.export(classifier);
    List<LayerDifference> layers = evidence.compareLayers(learner, classifier, exported);
    Logits answers = learner.answers(classifier);
    double temperature = temperature(answers);
    byte[] model = temperature == 1 ? exported : TemperatureFolding.fold(exported, temperature);
    Logits trained = temperature == 1 ? answers : new ScaledLogits(answers, temperature);
    Comparison comparison = evidence.compareAnswers(trained, model);
    QuantizeSettings quantize = config.export().quantize();
    if (quantize == null) {
      return new Proven(
          model, temperature, trained, evidence.certify(trained, model, layers, comparison, null));
    }
    Int8.Result int8 = new Int8(console, config.input(), preparation, data).of(model, quantize);
    return new Proven(
        int8.model(),
        temperature,
        trained,
        evidence.certify(trained, int8.model(), layers, comparison, int8.measured()));
  }

  private void write(Path folder, Proven version, RunFolder run) throws IOException {
    Files.write(folder.resolve(MODEL_FILE), version.model());
    Files.write(folder.resolve(LABELS_FILE), data.labels());
    Files.write(folder.resolve(Certificate.FILE_NAME), version.certificate().json());
    writeGolden(folder.resolve(GOLDEN_FOLDER), version);
    Files.writeString(
        folder.resolve(Manifest.FILE_NAME),
        new StrictYaml().write(manifest(version.certificate(), run)));
  }

  /** A graph in 8 bits answers as itself, not as the network that it was made of. */
  private void writeGolden(Path folder, Proven version) throws IOException {
    GoldenImages golden = new GoldenImages(preparation, data, config.export().golden(), inverts());
    if (version.certificate().quantization() == null) {
      golden.write(folder, version.trained(), GoldenImages.Rounding.FLOAT32);
      return;
    }
    try (OnnxRunner served = new OnnxRunner(version.model(), config.input())) {
      golden.write(folder, served, GoldenImages.Rounding.INT8);
    }
  }

  /** What the logits are to be divided by; 1 where they are to stay. */
  private double temperature(Logits trained) {
    if (config.export().temperature() != ExportSettings.Scaling.FOLD) {
      return 1;
    }
    double temperature =
        Temperature.fit(
            Answers.of(
                trained,
                new PreparedImages(data.validation(), preparation),
                data.labels(),
                data.validation()));
    console.line("Temperature: the logits are divided by %.3f", temperature);
    return temperature;
  }

  @Override
  public void close() {
    preparation.close();
  }

  /** Whether the network was trained on negatives too, and must show that it knows them. */
  private boolean inverts() {
    return config.augment().invertBackground() > 0;
  }

  private Manifest manifest(Certificate certificate, RunFolder run) throws IOException {
    return new Manifest(
        1,
        MODEL_FILE,
        certificate.sha256(),
        config.input(),
        new OutputSpec(OnnxExporter.OUTPUT, OutputSpec.Activation.SOFTMAX, LABELS_FILE),
        GOLDEN_FOLDER + "/",
        new Origin(
            run.id(),
            "dl4j-" + Libraries.dl4j(),
            "sha256:" + data.digest(),
            run.code(),
            certificate.exported().accuracy(),
            config.data().licence()),
        Certificate.FILE_NAME);
  }

  /** What belongs to the model and not to one version, unless it is there already. */
  private void writeModelFiles(Path model, Logits trained) throws IOException {
    Path modelFile = model.resolve("model.yaml");
    if (!Files.exists(modelFile)) {
      Files.writeString(
          modelFile, "stable: \"" + config.version() + "\"\n", StandardCharsets.UTF_8);
      console.line("Model: %s makes version %s the stable one", modelFile, config.version());
    }
    Path samples = model.resolve("samples");
    if (config.export().samples() > 0 && !Files.exists(samples)) {
      int written =
          new SampleImages(preparation)
              .write(
                  samples,
                  data.test(),
                  data.labels(),
                  config.export().samples(),
                  inverts(),
                  trained);
      console.line("Samples: %d images in %s", written, samples);
    }
  }
}
