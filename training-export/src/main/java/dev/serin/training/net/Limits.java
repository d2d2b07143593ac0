package dev.serin.training.net;

import java.util.Map;

/** Largest values of the {@code network} section, far above any network for one machine. */
final class Limits {
  /** Feature maps or units of a layer. */
  static final int WIDTH = 4096;

  /** Convolutions or blocks of a stage. */
  static final int STAGE = 64;

  /** Side of a window. */
  static final int KERNEL = 63;

  /** Values of {@code padding}, and whether they pad. */
  static final Map<String, Boolean> PADDINGS = Map.of("same", true, "valid", false);

  private Limits() {}
}
