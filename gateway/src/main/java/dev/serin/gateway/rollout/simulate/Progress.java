package dev.serin.gateway.rollout.simulate;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/** One line that tells how far it is. Thread-safe. */
final class Progress {
  private static final int WIDTH = 30;
  private static final int LINE = 100;

  private final PrintStream out;
  private final InstantSource clock;
  private final long total;
  private final long started;
  private long done;
  private long shown = -1;

  /**
   * @param out where the line is written; a terminal, or nobody reads it
   * @param total runs until the end
   */
  Progress(PrintStream out, InstantSource clock, long total) {
    this.out = out;
    this.clock = clock;
    this.total = total;
    this.started = clock.millis();
  }

  /** Tells of more runs, and writes the line at each new percent. */
  synchronized void done(long more, String what) {
    done += more;
    long percent = done * 100 / total;
    if (percent == shown) {
      return;
    }
    shown = percent;
    int filled = (int) (done * WIDTH / total);
    long spent = clock.millis() - started;
    String line =
        String.format(
            Locale.ROOT,
            "[%s%s] %3d %%  %d min left  %s",
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            percent,
            Duration.ofMillis(spent * (total - done) / Math.max(1, done)).toMinutes(),
            what);
    String end = done == total ? System.lineSeparator() : "";
    out.print("\r" + String.format("%-" + LINE + "." + LINE + "s", line) + end);
    out.flush();
  }
}
