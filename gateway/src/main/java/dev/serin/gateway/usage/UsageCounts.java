package dev.serin.gateway.usage;

/**
 * Counts of images.
 *
 * @param requests images that were to be classified
 * @param errors those without an answer that were not the caller's fault
 * @param cached those answered from the cache
 * @param confidence sum of the best labels' probabilities
 */
public record UsageCounts(long requests, long errors, long cached, double confidence) {
  public UsageCounts plus(UsageCounts other) {
    return new UsageCounts(
        requests + other.requests,
        errors + other.errors,
        cached + other.cached,
        confidence + other.confidence);
  }
}
