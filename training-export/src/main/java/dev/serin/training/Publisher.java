package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.TemperatureFolding;
import dev.serin.training.report.Answers;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Temperature;
import dev.serin.worker.model.Manifest;
import dev.serin.worker.model.Origin;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
   * Exports, proves and writes.
   *
   * @param modelFolder the folder of the model, which gets one for the version
   * @throws TrainingException where the proof fails; then nothing is written
   */
  void publish(Classifier classifier, RunFolder run, Path modelFolder) throws IOException {
    Logits trained = learner.answers(classifier);
    byte[] model = learner.export(classifier);
    double temperature = temperature(trained);
    if (temperature != 1) {
      model = TemperatureFolding.fold(model, temperature);
      trained = new ScaledLogits(trained, temperature);
    }
    publish(trained, model, classifier, run, modelFolder);
  }

  private void publish(
      Logits trained, byte[] model, Classifier classifier, RunFolder run, Path modelFolder)
      throws IOException {
    Certificate certificate =
        new Evidence(console, preparation).prove(trained, model, config, data);
    Path target = modelFolder.resolve(config.version());
    new VersionFolder(target)
        .write(
            folder -> {
              Files.write(folder.resolve(MODEL_FILE), model);
              Files.write(folder.resolve(LABELS_FILE), data.labels());
              Files.write(folder.resolve(Certificate.FILE_NAME), certificate.json());
              new GoldenImages(preparation)
                  .write(
                      folder.resolve(GOLDEN_FOLDER),
                      data.test(),
                      config.export().golden(),
                      data.labels().size(),
                      inverts(),
                      trained);
              Files.writeString(
                  folder.resolve(Manifest.FILE_NAME),
                  new StrictYaml().write(manifest(certificate, run)));
            });
    console.line("Version: %s (model.onnx %,d bytes)", target, model.length);
    writeModelFiles(modelFolder, trained);
    Path report =
        new RunReport(config, data, preparation, nanoTime)
            .write(run, model, certificate, NetworkTable.summary(config.network(), classifier));
    console.line("Report: %s", report);
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
