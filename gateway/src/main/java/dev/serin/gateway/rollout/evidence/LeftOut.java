package dev.serin.gateway.rollout.evidence;

import java.util.Locale;

/** Why something that came during a rollout is no observation. */
public enum LeftOut {
  /** A request whose caller named the version, so that chance did not. */
  PINNED,
  /** A request whose images the cache of either version had, or was about to have. */
  CACHED,
  /**
   * A request that no version had its say on: shed load, no slot, a bad image, a caller who left.
   */
  REFUSED,
  /** A request that says nothing more of latency: its unit was compared, or came at this weight. */
  SAME_UNIT,
  /** A canary request with no new unit of stable at its time and size to compare its latency. */
  UNMATCHED,
  /** An image for both versions, whose unit had one. */
  SAME_UNIT_IMAGES,
  /** A labelled image whose unit had one. */
  SAME_UNIT_LABELS;

  /** As answers and the journal spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
