package dev.serin.training;

import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifier.LayerRow;
import dev.serin.training.net.NetworkConfig;
import java.util.List;
import java.util.Locale;

/** Shows a network, a line a layer. */
final class NetworkTable {
  private NetworkTable() {}

  /** What a network is, in a few words. */
  static String summary(NetworkConfig config, Classifier classifier) {
    long parameters = classifier.layers().stream().mapToLong(LayerRow::parameters).sum();
    return String.format(Locale.ROOT, "%s, %,d trained parameters", config.name(), parameters);
  }

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
