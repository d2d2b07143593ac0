package dev.serin.worker.model;

import java.util.Locale;

/** Where a worker runs graphs. */
public enum Provider {
  CPU,
  CUDA;

  /** As configuration and HTTP interface spell it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
