package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The answer as a table for people.
 *
 * @param files in the order of the results
 * @param ms of the whole request, as seen from here
 */
record ResultTable(List<Path> files, String version, double ms) {
  List<Line> lines(JsonArray results) {
    Table table = new Table("FILE", "LABEL", "PROBABILITY", "VERSION", "MS");
    for (int i = 0; i < results.size(); i++) {
      addRows(table, files.get(i).toString(), results.getJsonObject(i));
    }
    return table.lines();
  }

  private void addRows(Table table, String file, JsonObject result) {
    String time = String.format(Locale.ROOT, "%.1f", ms);
    if (result.containsKey("error")) {
      String why = result.getJsonObject("error").getString("title");
      table.row(file, "(" + why + ")", "", version, time);
      return;
    }
    JsonArray predictions = result.getJsonArray("predictions");
    for (int i = 0; i < predictions.size(); i++) {
      JsonObject p = predictions.getJsonObject(i);
      String probability = String.format(Locale.ROOT, "%.4f", p.getDouble("probability"));
      table.row(file, p.getString("label"), probability, version, time);
    }
  }
}
