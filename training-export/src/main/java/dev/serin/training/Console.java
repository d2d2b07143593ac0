package dev.serin.training;

import java.io.PrintStream;

/** The one place that writes to the terminal. */
final class Console {
  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether lines may be written over
   */
  Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  boolean isTerminal() {
    return terminal;
  }

  void line(String text) {
    out.println(text);
    out.flush();
  }

  void line(String format, Object... values) {
    line(String.format(java.util.Locale.ROOT, format, values));
  }

  /** Shows {@code text} in place of what {@code overwrite} showed before; terminals only. */
  void overwrite(String text) {
    out.print("\r" + text + "\u001b[K");
    out.flush();
  }
}
