package dev.serin.gateway.fleet;

import java.time.Duration;

/**
 * What one gateway told all.
 *
 * @param number the revision at which it was told
 * @param age by the clock of the journal
 * @param own whether this gateway told it
 * @param kind who is meant: see {@link Fleet#on}
 * @param body as JSON
 */
public record Notice(long number, Duration age, boolean own, String kind, String body) {}
