package dev.serin.gateway.rollout.simulate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table in Markdown. Mutable. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(List<String> head) {
    rows.add(List.copyOf(head));
    rows.add(Collections.nCopies(head.size(), "---"));
  }

  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.append('\n').toString();
  }
}
