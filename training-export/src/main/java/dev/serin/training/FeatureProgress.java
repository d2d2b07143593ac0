package dev.serin.training;

/** Tells how far the features of a set are: ten times at most. */
final class FeatureProgress {
  private static final int TENTHS = 10;

  private final Console console;
  private final String what;
  private int told;

  FeatureProgress(Console console, String what) {
    this.console = console;
    this.what = what;
  }

  void images(int done, int all) {
    int tenth = (int) ((long) done * TENTHS / all);
    if (tenth > told) {
      told = tenth;
      console.line("Features of %s images: %,d of %,d", what, done, all);
    }
  }
}
