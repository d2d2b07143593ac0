package dev.serin.training;

import dev.serin.training.data.DataSet;
import dev.serin.training.data.Digests;
import dev.serin.training.data.Examples;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.onnx.LayerProof;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Comparison;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Prover;
import dev.serin.training.report.Quantization;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers the evidence that the export of a trained network is worth serving. */
final class Evidence {
  private final Console console;
  private final Preparation preparation;
  private final TrainingConfig config;
  private final DataSet data;

  Evidence(Console console, Preparation preparation, TrainingConfig config, DataSet data) {
    this.console = console;
    this.preparation = preparation;
    this.config = config;
    this.data = data;
  }

  /**
   * Compares the trained network with {@code exported}, its export, layer by layer.
   *
   * @throws dev.serin.training.onnx.ExportException naming the first layer that differs
   */
  List<LayerDifference> compareLayers(Learner learner, Classifier trained, byte[] exported) {
    ProofInputs inputs = ProofInputs.of(data.test(), config.input(), preparation);
    List<LayerDifference> layers =
        learner.layers(trained, exported, inputs.values(), inputs.images());
    LayerProof.check(layers, LayerProof.TOLERANCE);
    layers.stream()
        .max(Comparator.comparingDouble(LayerDifference::difference))
        .ifPresent(
            worst ->
                console.line(
                    "Proof: %d layers differ by at most %.2e of their range (%s; tolerance %.0e)",
                    layers.size(), worst.difference(), worst.name(), LayerProof.TOLERANCE));
    return layers;
  }

  /**
   * Compares the answers of the trained network with those of {@code model}, its export.
   *
   * @throws TrainingException where they differ by more than the tolerance or name different
   *     classes
   */
  Comparison compareAnswers(Logits trained, byte[] model) {
    try (OnnxRunner exported = new OnnxRunner(model, config.input())) {
      Comparison comparison =
          Prover.compare(
              trained,
              exported,
              new PreparedImages(data.test(), preparation),
              config.export().images(),
              config.export().tolerance());
      tell(comparison);
      if (!comparison.passes()) {
        throw new TrainingException(
            "the export is not what was trained, so nothing was written to the models folder");
      }
      return comparison;
    }
  }

  /**
   * Measures both and writes down what was shown.
   *
   * @param served what is to be served: the export, or what quantisation has made of it
   * @param quantization null where the export is served as it is
   */
  Certificate certify(
      Logits trained,
      byte[] served,
      List<LayerDifference> layers,
      Comparison comparison,
      @Nullable Quantization quantization)
      throws IOException {
    Examples test = new PreparedImages(data.test(), preparation);
    Examples negatives = new PreparedImages(new NegativeImages(data.test()), preparation);
    boolean inverts = config.augment().invertBackground() > 0;
    try (OnnxRunner exported = new OnnxRunner(served, config.input())) {
      Certificate certificate =
          new Certificate(
              1,
              config.model(),
              config.version(),
              Digests.of(served),
              data.digest(),
              comparison,
              layers,
              Evaluation.score(trained, test),
              Evaluation.score(exported, test),
              inverts ? Evaluation.score(trained, negatives) : null,
              inverts ? Evaluation.score(exported, negatives) : null,
              quantization,
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
