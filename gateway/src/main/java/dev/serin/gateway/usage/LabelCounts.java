package dev.serin.gateway.usage;

/**
 * Counts of labelled answers.
 *
 * @param labels answers that have a label
 * @param correct those of them whose best label was said to be true
 */
public record LabelCounts(long labels, long correct) {
  public static final LabelCounts NONE = new LabelCounts(0, 0);
}
