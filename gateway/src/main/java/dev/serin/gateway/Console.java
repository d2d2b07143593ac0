package dev.serin.gateway;

import dev.serin.gateway.client.Shell;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;

/** Where lines for people go; the one place that knows of standard output. */
final class Console {
  PrintStream out() {
    return System.out;
  }

  PrintStream err() {
    return System.err;
  }

  /** What the launcher says about itself comes as properties: see {@code ./serin}. */
  Shell shell() {
    return new Shell(
        System.in,
        out(),
        err(),
        System.getenv(),
        Path.of(System.getProperty("serin.home", "")),
        System.getProperty("user.name", ""),
        Boolean.getBoolean("serin.terminal"),
        ZoneId.systemDefault());
  }
}
