package dev.serin.gateway.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How lines are shown.
 *
 * @param width characters in a line
 * @param height lines that fit
 * @param colour whether tones are painted
 * @param unicode whether the reader's terminal shows more than ASCII
 */
record Look(int width, int height, boolean colour, boolean unicode) {
  private static final int WIDTH = 100;
  private static final int WIDTH_MIN = 40;
  private static final int WIDTH_MAX = 400;

  /** Lines as they are: for pipes, logs and whatever else cuts and paints by itself. */
  static final Look PLAIN = new Look(Integer.MAX_VALUE, Integer.MAX_VALUE, false, false);

  static Look of(Shell shell) {
    Map<String, String> environment = shell.environment();
    boolean dumb = "dumb".equals(environment.get("TERM"));
    // https://no-color.org: any value but an empty one.
    boolean plain = dumb || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    int width = Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, number(environment, "COLUMNS", WIDTH)));
    int height = Math.max(2, number(environment, "LINES", Integer.MAX_VALUE));
    return new Look(width, height, shell.terminal() && !plain, isUtf8(environment));
  }

  /** The lines as one text, each ended and none cut: what a terminal wraps can still be copied. */
  String text(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(text(line)).append(System.lineSeparator()));
    return text.toString();
  }

  /** One line. */
  String text(Line line) {
    return text(line, Integer.MAX_VALUE);
  }

  /** One line, cut where the width ends. */
  String clipped(Line line) {
    return text(line, width);
  }

  private String text(Line line, int room) {
    StringBuilder text = new StringBuilder();
    int left = room;
    for (Line.Span span : trimmed(line).spans()) {
      String shown = clip(span.text(), left);
      text.append(colour ? span.tone().paint(shown) : shown);
      left -= shown.length();
    }
    return text.toString();
  }

  /** At most {@code room} characters; what was cut is marked. */
  String clip(String text, int room) {
    if (text.length() <= room) {
      return text;
    }
    String mark = unicode ? "…" : "~";
    return room < 1 ? "" : text.substring(0, room - 1) + mark;
  }

  /** A mark in Unicode, or its replacement. */
  String mark(String unicodeMark, String ascii) {
    return unicode ? unicodeMark : ascii;
  }

  /** Lines of whole words. */
  List<String> wrap(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** Without spaces at the end. */
  private static Line trimmed(Line line) {
    List<Line.Span> spans = new ArrayList<>(line.spans());
    while (!spans.isEmpty()) {
      int last = spans.size() - 1;
      Line.Span span = spans.get(last);
      spans.set(last, new Line.Span(span.text().stripTrailing(), span.tone()));
      if (!spans.get(last).text().isEmpty()) {
        break;
      }
      spans.remove(last);
    }
    return new Line(spans);
  }

  private static int number(Map<String, String> environment, String key, int otherwise) {
    String text = environment.getOrDefault(key, "");
    return text.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(text) : otherwise;
  }

  private static boolean isUtf8(Map<String, String> environment) {
    for (String key : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String value = environment.getOrDefault(key, "");
      if (!value.isEmpty()) {
        return value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return false;
  }
}
