package dev.serin.training.report.html;

import dev.serin.training.onnx.LayerDifference;
import dev.serin.training.report.Certificate;
import dev.serin.training.report.Quantization;
import dev.serin.training.report.ReportInput;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The proof that the exported graph does what the trained network did. */
record ProofView(
    boolean passes, String verdict, List<Fact> facts, List<Layer> layers, List<Bits> bits) {

  record Fact(String name, String value) {}

  /**
   * @param share of the largest difference of a layer, in percent of the width
   */
  record Layer(String name, String difference, String share) {}

  /** What 8 bits cost or bring: the same thing of both graphs, and how they compare. */
  record Bits(String name, String float32, String int8, String change) {}

  static @Nullable ProofView of(ReportInput input) {
    Certificate proof = input.certificate();
    if (proof == null) {
      return null;
    }
    String verdict =
        Format.of(
            "Over %,d test images, the logits of the exported graph and of the trained network"
                + " differ by %.2e at most (%.0e is accepted); they name different classes for %,d"
                + " images.",
            proof.comparison().images(),
            proof.comparison().largestDifference(),
            proof.comparison().tolerance(),
            proof.comparison().flips());
    List<Fact> facts =
        List.of(
            new Fact(
                "Right, trained network",
                Format.count(proof.trained().correct())
                    + " of "
                    + Format.count(proof.trained().images())),
            new Fact(
                "Right, exported graph",
                Format.count(proof.exported().correct())
                    + " of "
                    + Format.count(proof.exported().images())),
            new Fact("SHA-256 of the model file", proof.sha256()),
            new Fact("SHA-256 of the data", proof.data()),
            new Fact("Libraries", libraries(proof.libraries())));
    return new ProofView(
        proof.comparison().passes(),
        verdict,
        facts,
        layers(proof.layers()),
        proof.quantization() == null ? List.of() : bits(proof.quantization()));
  }

  static String libraries(Map<String, String> versions) {
    return versions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static List<Layer> layers(List<LayerDifference> layers) {
    double largest = layers.stream().mapToDouble(LayerDifference::difference).max().orElse(1);
    return layers.stream()
        .map(
            layer ->
                new Layer(
                    layer.name(),
                    Format.of("%.2e", layer.difference()),
                    Format.of("%.1f", largest > 0 ? 100 * layer.difference() / largest : 0)))
        .toList();
  }

  private static List<Bits> bits(Quantization measured) {
    return List.of(
        new Bits(
            "Right",
            Format.percent(measured.float32().accuracy()),
            Format.percent(measured.int8().accuracy()),
            Format.of("%,d answers differ", measured.flips())),
        new Bits(
            "Bytes",
            Format.of("%,d", measured.float32Bytes()),
            Format.of("%,d", measured.int8Bytes()),
            Format.of("%.2f of it", (double) measured.int8Bytes() / measured.float32Bytes())),
        bits(measured.oneThread()),
        bits(measured.allThreads()));
  }

  private static Bits bits(Quantization.Speed speed) {
    return new Bits(
        "Images/s, " + Format.plural(speed.threads(), "thread", "threads"),
        Format.of("%.1f", speed.float32()),
        Format.of("%.1f", speed.int8()),
        Format.of("%.2f times as fast", speed.speedUp()));
  }
}
