package dev.serin.gateway.load;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as they need; the first is aligned to the left, figures to the right. */
final class Columns {
  private final List<List<String>> rows = new ArrayList<>();

  Columns row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(i == 0 ? "" : "  ");
        line.append(
            String.format("%" + (i == 0 ? "-" : "") + Math.max(1, width) + "s", row.get(i)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
