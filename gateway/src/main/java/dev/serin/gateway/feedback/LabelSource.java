package dev.serin.gateway.feedback;

import java.util.Locale;

/** Who gave a label. */
public enum LabelSource {
  /** Anybody, through the public port. */
  CALLER,
  /** A holder of the management token, through the management port. */
  TRUSTED;

  /** As the journal, metrics and answers spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
