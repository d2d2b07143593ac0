package dev.serin.gateway.usage;

/**
 * One line of a usage report.
 *
 * @param feedback answers that were labelled, by whomever; where both did, the trusted label counts
 * @param trusted labels that came to the management port
 * @param caller labels that came to the public port, also of answers that have a trusted one
 */
public record UsageRow(
    UsageKey key,
    UsageCounts counts,
    LabelCounts feedback,
    LabelCounts trusted,
    LabelCounts caller) {}
