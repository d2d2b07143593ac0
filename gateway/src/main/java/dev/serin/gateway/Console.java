package dev.serin.gateway;

import java.io.PrintStream;

/** Where lines for people go; the one place that knows of standard output. */
final class Console {
  PrintStream out() {
    return System.out;
  }

  PrintStream err() {
    return System.err;
  }
}
