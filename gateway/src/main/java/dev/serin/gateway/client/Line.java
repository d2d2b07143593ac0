package dev.serin.gateway.client;

import java.util.ArrayList;
import java.util.List;

/** A line of text in pieces of one tone each. */
record Line(List<Span> spans) {
  static final Line EMPTY = new Line(List.of());

  /** A piece of a line. */
  record Span(String text, Tone tone) {}

  Line {
    spans = List.copyOf(spans);
  }

  static Line of(String text) {
    return of(text, Tone.PLAIN);
  }

  static Line of(String text, Tone tone) {
    return new Line(List.of(new Span(text, tone)));
  }

  Line and(String text) {
    return and(text, Tone.PLAIN);
  }

  Line and(String text, Tone tone) {
    return and(of(text, tone));
  }

  Line and(Line more) {
    List<Span> all = new ArrayList<>(spans);
    all.addAll(more.spans);
    return new Line(all);
  }

  /** Characters. */
  int length() {
    return spans.stream().mapToInt(span -> span.text().length()).sum();
  }

  /** This line, filled with spaces up to {@code width}. */
  Line padded(int width, boolean right) {
    String space = " ".repeat(Math.max(0, width - length()));
    return right ? of(space).and(this) : and(space);
  }
}
