package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Digests;
import dev.serin.training.data.Examples;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Comparison;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Prover;
import java.io.IOException;

/** Gathers the evidence that the export of a trained network is worth serving. */
final class Evidence {
  private final Console console;
  private final Preparation preparation;

  Evidence(Console console, Preparation preparation) {
    this.console = console;
    this.preparation = preparation;
  }

  /**
   * Compares the trained network with {@code model}, its export, and measures both.
   *
   * @throws TrainingException where they differ by more than the tolerance or name different
   *     classes
   */
  Certificate prove(Logits trained, byte[] model, TrainingConfig config, DataSet data)
      throws IOException {
    Examples test = new PreparedImages(data.test(), preparation);
    Examples negatives = new PreparedImages(new NegativeImages(data.test()), preparation);
    boolean inverts = config.augment().invertBackground() > 0;
    try (OnnxRunner exported = new OnnxRunner(model, config.input())) {
      Comparison comparison =
          Prover.compare(
              trained, exported, test, config.export().images(), config.export().tolerance());
      tell(comparison);
      if (!comparison.passes()) {
        throw new TrainingException(
            "the export is not what was trained, so nothing was written to the models folder");
      }
      Certificate certificate =
          new Certificate(
              1,
              config.model(),
              config.version(),
              Digests.of(model),
              data.digest(),
              comparison,
              Evaluation.score(trained, test),
              Evaluation.score(exported, test),
              inverts ? Evaluation.score(trained, negatives) : null,
              inverts ? Evaluation.score(exported, negatives) : null,
              Libraries.versions());
      tell(certificate);
      return certificate;
    }
  }

  private void tell(Comparison comparison) {
    console.line(
        "Proof: largest difference of a logit %.2e over %,d test images (tolerance %.0e), %d flips",
        comparison.largestDifference(),
        comparison.images(),
        comparison.tolerance(),
        comparison.flips());
  }

  private void tell(Certificate certificate) {
    console.line(
        "Test images: DL4J %,d, ONNX Runtime %,d of %,d right (%.2f %%)",
        certificate.trained().correct(),
        certificate.exported().correct(),
        certificate.exported().images(),
        100 * certificate.exported().accuracy());
    if (certificate.trainedInverted() == null || certificate.exportedInverted() == null) {
      return;
    }
    console.line(
        "Their negatives: DL4J %,d, ONNX Runtime %,d right (%.2f %%)",
        certificate.trainedInverted().correct(),
        certificate.exportedInverted().correct(),
        100 * certificate.exportedInverted().accuracy());
  }
}
