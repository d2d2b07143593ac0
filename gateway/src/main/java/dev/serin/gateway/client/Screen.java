package dev.serin.gateway.client;

import java.io.PrintStream;
import java.util.List;

/**
 * A part of the terminal that is drawn over. Nothing has to be undone at the end: the cursor rests
 * below what was drawn, and the last picture stays.
 */
final class Screen {
  // Erased before it is written: behind a full line the cursor stands on its last character.
  private static final String ERASE = "\033[K";
  private static final String REST = "\033[J";
  // A line that is longer than the terminal is cut by it: a wrapped one would shift the picture.
  private static final String NO_WRAP = "\033[?7l";
  private static final String WRAP = "\033[?7h";

  private final PrintStream out;
  private int drawn;

  Screen(PrintStream out) {
    this.out = out;
  }

  /** Draws over what was drawn before, in one write, so that nothing flickers. */
  void draw(List<String> lines) {
    StringBuilder picture = new StringBuilder(NO_WRAP);
    if (drawn > 0) {
      picture.append("\r\033[").append(drawn).append('A');
    }
    lines.forEach(line -> picture.append(ERASE).append(line).append("\n"));
    out.print(picture.append(REST).append(WRAP));
    out.flush();
    drawn = lines.size();
  }
}
