package dev.serin.gateway.client;

import java.util.ArrayList;
import java.util.List;

/** Rows in aligned columns under a head; two spaces part the columns. */
final class Table {
  private static final String GAP = "  ";

  private final List<String> head;
  private final List<List<Line>> rows = new ArrayList<>();

  /** A column whose title starts with {@code >} is aligned to the right. */
  Table(String... head) {
    this.head = List.of(head);
  }

  /** One row, with as many cells as there are columns. */
  Table row(Line... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** One row of plain cells. */
  Table row(String... cells) {
    rows.add(List.of(cells).stream().map(Line::of).toList());
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    if (head.stream().anyMatch(title -> !title(title).isEmpty())) {
      lines.add(line(head.stream().map(title -> Line.of(title(title), Tone.DIM)).toList()));
    }
    rows.forEach(row -> lines.add(line(row)));
    return lines;
  }

  private Line line(List<Line> cells) {
    Line line = Line.EMPTY;
    for (int i = 0; i < head.size(); i++) {
      line = line.and(i == 0 ? "" : GAP).and(cells.get(i).padded(width(i), isRight(i)));
    }
    return line;
  }

  private int width(int column) {
    return rows.stream()
        .mapToInt(row -> row.get(column).length())
        .reduce(title(head.get(column)).length(), Math::max);
  }

  private boolean isRight(int column) {
    return head.get(column).startsWith(">");
  }

  private static String title(String given) {
    return given.startsWith(">") ? given.substring(1) : given;
  }
}
