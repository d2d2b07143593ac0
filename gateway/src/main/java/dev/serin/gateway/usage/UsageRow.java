package dev.serin.gateway.usage;

/**
 * One line of a usage report.
 *
 * @param feedback answers that somebody spoke of
 * @param correct those of them whose best label was said to be true
 */
public record UsageRow(UsageKey key, UsageCounts counts, long feedback, long correct) {}
