package dev.serin.gateway;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Grafana dashboard that ships, its variables filled in as Grafana would. */
record Dashboard(List<Panel> panels, List<String> variables, List<String> annotations) {
  private static final Path FILE = Path.of("..", "config", "grafana", "serin.json");

  /**
   * @param row under which it stands
   */
  record Panel(String row, String title, String unit, List<Line> lines) {}

  /**
   * @param legend with {@code {{label}}} in place of values
   */
  record Line(String query, String legend) {
    /** The legend of a series with these labels. */
    String name(JsonObject labels) {
      String name = legend;
      for (String label : labels.fieldNames()) {
        name = name.replace("{{" + label + "}}", labels.getString(label));
      }
      return name.replaceAll("\\{\\{\\w+}}", "").strip();
    }
  }

  static Dashboard read() throws IOException {
    JsonObject json = new JsonObject(Files.readString(FILE));
    List<Panel> panels = new ArrayList<>();
    String row = "";
    for (JsonObject panel : PrometheusRules.objects(json.getJsonArray("panels"))) {
      if (panel.getString("type").equals("row")) {
        row = panel.getString("title");
      } else {
        panels.add(panel(row, panel));
      }
    }
    return new Dashboard(
        panels,
        PrometheusRules.objects(json.getJsonObject("templating").getJsonArray("list")).stream()
            .filter(variable -> variable.getString("type").equals("query"))
            .map(variable -> variable.getJsonObject("query").getString("query"))
            // What Grafana asks Prometheus's list of series, written as a query.
            .map(
                query -> query.replaceFirst("label_values\\((.+), (\\w+)\\)", "group by ($2) ($1)"))
            .map(Dashboard::filled)
            .toList(),
        PrometheusRules.objects(json.getJsonObject("annotations").getJsonArray("list")).stream()
            .map(annotation -> filled(annotation.getString("expr")))
            .toList());
  }

  private static Panel panel(String row, JsonObject panel) {
    return new Panel(
        row,
        panel.getString("title"),
        panel.getJsonObject("fieldConfig").getJsonObject("defaults").getString("unit"),
        PrometheusRules.objects(panel.getJsonArray("targets")).stream()
            .map(t -> new Line(filled(t.getString("expr")), t.getString("legendFormat")))
            .toList());
  }

  /** Grafana's interval is at least four scrapes; some may be late on a busy machine. */
  private static String filled(String query) {
    return query
        .replace("$__rate_interval", "8s")
        .replace("$job", "serin")
        .replace("$instance", ".*")
        .replace("$model", ".*");
  }
}
