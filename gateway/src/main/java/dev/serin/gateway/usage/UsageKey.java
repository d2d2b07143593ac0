package dev.serin.gateway.usage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What usage is counted by.
 *
 * @param hour when the hour began
 * @param label the best label; null where there was no answer
 */
public record UsageKey(Instant hour, String model, String version, @Nullable String label) {}
