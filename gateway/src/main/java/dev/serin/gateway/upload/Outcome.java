package dev.serin.gateway.upload;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Waiter;
import dev.serin.worker.api.Classification;
import org.jspecify.annotations.Nullable;

/**
 * What came of one image: exactly one of {@code answer} and {@code problem} is there.
 *
 * @param source where the answer comes from, or would have come from
 */
record Outcome(
    ResultKey key,
    Waiter.Source source,
    @Nullable Classification answer,
    @Nullable Problem problem) {

  boolean cached() {
    return source == Waiter.Source.HIT;
  }
}
