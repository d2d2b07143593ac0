package dev.serin.gateway.rollout.evidence;

import java.util.Locale;

/** What is compared between the candidate and the stable version. */
public enum Signal {
  /** Whether the split sends as many units to the candidate as its weight says. */
  SPLIT,
  /** Units that met an error. */
  ERRORS,
  /** Whether the candidate is slower than stable on images of the same size at the same time. */
  LATENCY,
  /** Whether both give the same best label to the same image. */
  AGREEMENT,
  /** Which of both is right, where somebody told the true label. */
  ACCURACY,
  /** How much surer, or less sure, the candidate is of the same images. */
  CONFIDENCE,
  /** {@link #ACCURACY} for each true label by itself. */
  CLASSES;

  /** As plans and answers spell it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
