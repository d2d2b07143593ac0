package dev.serin.gateway.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Tells how far it is: in one line that is drawn over in a terminal, else now and then in a new.
 */
final class Progress {
  private static final int LINE = 100;

  /** Seconds between two lines that nobody draws over. */
  private static final int APART = 10;

  private final PrintStream out;
  private final boolean terminal;
  private String phase = "";
  private long length;
  private long seconds;
  private Glimpse last = new Glimpse(0, 0, 0, 0, 0, 0);

  Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Something new begins. */
  void phase(String name, Duration duration) {
    phase = name;
    length = duration.toSeconds();
    seconds = 0;
    last = new Glimpse(0, 0, 0, 0, 0, 0);
  }

  /** Called once a second. */
  void show(Glimpse now) {
    seconds++;
    String line =
        String.format(
            Locale.ROOT,
            "%s  %d of %d s  %d/s ok  %d refused  %d errors  p50 %s ms  p99 %s ms",
            phase,
            seconds,
            length,
            now.ok() - last.ok(),
            now.refused(),
            now.errors(),
            Text.number(now.p50()),
            Text.number(now.p99()));
    last = now;
    if (terminal) {
      out.print("\r" + String.format("%-" + LINE + "." + LINE + "s", line));
      out.flush();
    } else if (seconds % APART == 0) {
      out.println(line);
    }
  }

  /** Leaves the line empty. */
  void end() {
    if (terminal) {
      out.print("\r" + " ".repeat(LINE) + "\r");
      out.flush();
    }
  }
}
