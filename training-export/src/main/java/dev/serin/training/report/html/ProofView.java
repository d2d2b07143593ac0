package dev.serin.training.report.html;

import dev.serin.training.report.Certificate;
import dev.serin.training.report.ReportInput;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The proof that the exported graph does what the trained network did. */
record ProofView(boolean passes, String verdict, List<Fact> facts, List<Layer> layers) {

  record Fact(String name, String value) {}

  /**
   * @param share of the largest difference of a layer, in percent of the width
   */
  record Layer(String name, String difference, String share) {}

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
        proof.comparison().passes(), verdict, facts, layers(input.layerDifferences()));
  }

  static String libraries(Map<String, String> versions) {
    return versions.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> e.getKey() + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }

  private static List<Layer> layers(Map<String, Double> differences) {
    double largest = differences.values().stream().mapToDouble(d -> d).max().orElse(1);
    return differences.entrySet().stream()
        .map(
            e ->
                new Layer(
                    e.getKey(),
                    Format.of("%.2e", e.getValue()),
                    Format.of("%.1f", largest > 0 ? 100 * e.getValue() / largest : 0)))
        .toList();
  }
}
