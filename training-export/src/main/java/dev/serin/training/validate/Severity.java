package dev.serin.training.validate;

import java.util.Locale;

/** How much a finding matters. */
enum Severity {
  /** Training or measuring goes wrong with it. */
  ERROR,
  /** A person should look at it. */
  WARNING;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
