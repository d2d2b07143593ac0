package dev.serin.gateway.upload;

import dev.serin.gateway.error.Problem;
import dev.serin.gateway.results.ResultKey;
import dev.serin.gateway.results.Waiter;
import dev.serin.worker.api.Classification;
import dev.serin.worker.api.EncodedImage;
import org.jspecify.annotations.Nullable;

/**
 * What came of one image: exactly one of {@code answer} and {@code problem} is there.
 *
 * @param source where the answer comes from, or would have come from
 * @param fresh whether it had to be computed, and would have had to be on the other side of a split
 *     as well; false where nothing was split
 * @param kept whether the image can be had again under its address
 */
public record Outcome(
    ResultKey key,
    EncodedImage image,
    Waiter.Source source,
    boolean fresh,
    boolean kept,
    @Nullable Classification answer,
    @Nullable Problem problem) {

  public boolean cached() {
    return source == Waiter.Source.HIT;
  }
}
