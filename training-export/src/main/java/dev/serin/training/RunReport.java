package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Answers;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.EpochPoint;
import dev.serin.training.report.FlatYaml;
import dev.serin.training.report.Latency;
import dev.serin.training.report.Metrics;
import dev.serin.training.report.NamedSlice;
import dev.serin.training.report.ReportInput;
import dev.serin.training.report.html.HtmlReport;
import dev.serin.training.runs.AnswersFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Measures a finished version and writes what a run folder tells of it: {@code report.html}, {@code
 * metrics.json} and {@code answers.csv}.
 */
final class RunReport {
  static final String FILE_NAME = "report.html";

  private final TrainingConfig config;
  private final DataSet data;
  private final Preparation preparation;
  private final LongSupplier nanoTime;

  RunReport(TrainingConfig config, DataSet data, Preparation preparation, LongSupplier nanoTime) {
    this.config = config;
    this.data = data;
    this.preparation = preparation;
    this.nanoTime = nanoTime;
  }

  /**
   * @param model the version's graph
   * @param temperature that the graph divides its logits by; the report shows them before it too
   * @param network what it is, for people
   * @return the report's file
   */
  Path write(
      RunFolder run, byte[] model, double temperature, Certificate certificate, String network)
      throws IOException {
    Path file = run.folder().resolve(FILE_NAME);
    try (OnnxRunner served = new OnnxRunner(model, config.input())) {
      Logits undivided = new ScaledLogits(served, 1 / temperature);
      Answers test = answers(undivided, data.test());
      Answers validation = answers(undivided, data.validation());
      ReportInput input =
          new ReportInput(
              new ReportInput.Run(
                  run.id(),
                  config.model(),
                  config.version(),
                  run.began(),
                  config.training().seed(),
                  run.code(),
                  network),
              new ReportInput.Data(
                  data.train(), data.validation(), data.digest(), config.data().licence()),
              run.epochs().stream().map(RunReport::point).toList(),
              test,
              validation,
              slices(undivided),
              Latency.measure(served, new PreparedImages(data.test(), preparation), nanoTime),
              certificate,
              FlatYaml.read(run.config()),
              config.augment(),
              ReportSettings.cardOf(config.report()));
      Metrics metrics = new HtmlReport().write(file, input);
      AnswersFile.write(
          run.folder().resolve(AnswersFile.FILE_NAME), test, metrics.temperatureOrOne());
    }
    return file;
  }

  private List<NamedSlice> slices(Logits network) {
    if (config.augment().invertBackground() == 0) {
      return List.of();
    }
    ImageSet negatives = new NegativeImages(data.test());
    return List.of(new NamedSlice.Variant("negatives", answers(network, negatives)));
  }

  private Answers answers(Logits network, ImageSet images) {
    return Answers.of(network, new PreparedImages(images, preparation), data.labels(), images);
  }

  private static EpochPoint point(EpochLine epoch) {
    return new EpochPoint(
        epoch.epoch(),
        epoch.loss(),
        null,
        epoch.validationLoss(),
        epoch.validationAccuracy(),
        epoch.learningRate(),
        epoch.imagesPerSecond(),
        epoch.seconds());
  }
}
