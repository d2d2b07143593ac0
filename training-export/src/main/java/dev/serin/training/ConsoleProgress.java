package dev.serin.training;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows a training: a bar that moves where there is a terminal, else a line now and then. */
final class ConsoleProgress implements TrainingProgress {
  private static final int BAR_WIDTH = 30;
  private static final long BAR_NANOS = 200_000_000L;
  private static final long LINE_NANOS = 20_000_000_000L;

  private final Console console;
  private final TrainingSettings settings;
  private final LongSupplier nanoTime;
  private long lastShown;

  ConsoleProgress(Console console, TrainingSettings settings, LongSupplier nanoTime) {
    this.console = console;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.lastShown = nanoTime.getAsLong();
  }

  @Override
  public void step(int epoch, int step, int steps, double imagesPerSecond, double loss) {
    long now = nanoTime.getAsLong();
    if (now - lastShown < (console.isTerminal() ? BAR_NANOS : LINE_NANOS)) {
      return;
    }
    lastShown = now;
    double imagesLeft =
        (double) settings.batch() * ((settings.epochs() - epoch) * (long) steps - step);
    String text =
        String.format(
            Locale.ROOT,
            "epoch %d/%d %s %3d %%  %.0f images/s  loss %.4f  %s left",
            epoch + 1,
            settings.epochs(),
            bar(step, steps),
            100 * step / steps,
            imagesPerSecond,
            loss,
            time(imagesLeft / imagesPerSecond));
    if (console.isTerminal()) {
      console.overwrite(text);
    } else {
      console.line(text);
    }
  }

  @Override
  public void epoch(EpochLine epoch, int epochs, boolean best) {
    if (console.isTerminal()) {
      console.overwrite("");
    }
    console.line(
        "epoch %d/%d  %s  %.0f images/s  loss %.4f  validation %.4f, %.2f %% right  (%s)",
        epoch.epoch(),
        epochs,
        time(epoch.seconds()),
        epoch.imagesPerSecond(),
        epoch.loss(),
        epoch.validationLoss(),
        100 * epoch.validationAccuracy(),
        best ? "kept, best so far" : "kept");
  }

  private static String bar(int step, int steps) {
    int full = BAR_WIDTH * step / steps;
    return "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "]";
  }

  /** Hours, minutes and seconds, as few as needed. */
  static String time(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", s / 60, s % 60)
        : String.format(Locale.ROOT, "%d h %02d min", s / 3600, s % 3600 / 60);
  }
}
