package dev.serin.training;

import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifier.LayerRow;
import java.util.List;

/** Shows a network, a line a layer. */
final class NetworkTable {
  private NetworkTable() {}

  static void show(Console console, Classifier classifier) {
    List<LayerRow> rows = classifier.layers();
    console.line("Network:");
    for (LayerRow row : rows) {
      console.line(
          "  %-14s %-20s %14s %,10d", row.name(), row.kind(), row.output(), row.parameters());
    }
    console.line(
        "  %-50s %,10d parameters", "", rows.stream().mapToLong(LayerRow::parameters).sum());
  }
}
