package dev.serin.gateway.client;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The answer as a table for people.
 *
 * @param files in the order of the results
 * @param ms of the whole request, as seen from here
 */
record ResultTable(List<Path> files, String version, double ms) {
  private static final List<String> HEAD = List.of("FILE", "LABEL", "PROBABILITY", "VERSION", "MS");

  String text(JsonArray results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (int i = 0; i < results.size(); i++) {
      addRows(rows, files.get(i).toString(), results.getJsonObject(i));
    }
    int[] widths = new int[HEAD.size()];
    rows.forEach(
        row -> {
          for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
          }
        });
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(line(row, widths)).append(System.lineSeparator()));
    return text.toString();
  }

  private void addRows(List<List<String>> rows, String file, JsonObject result) {
    String time = String.format(Locale.ROOT, "%.1f", ms);
    if (result.containsKey("error")) {
      String why = result.getJsonObject("error").getString("title");
      rows.add(List.of(file, "(" + why + ")", "", version, time));
      return;
    }
    JsonArray predictions = result.getJsonArray("predictions");
    for (int i = 0; i < predictions.size(); i++) {
      JsonObject p = predictions.getJsonObject(i);
      String probability = String.format(Locale.ROOT, "%.4f", p.getDouble("probability"));
      rows.add(List.of(file, p.getString("label"), probability, version, time));
    }
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(String.format(Locale.ROOT, "%-" + (widths[i] + 2) + "s", row.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
