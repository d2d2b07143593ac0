package dev.serin.training.report;

/**
 * How far two engines that run the same network are apart.
 *
 * @param images how many were given to both
 * @param largestDifference of a logit, absolute; NaN where one was no number
 * @param flips images on which the two name different classes
 * @param tolerance the largest difference that is accepted
 */
public record Comparison(int images, double largestDifference, int flips, double tolerance) {

  /** Whether the difference is within the tolerance, without a single flip. */
  public boolean passes() {
    // NaN fails too: every comparison with it is false.
    return largestDifference <= tolerance && flips == 0;
  }
}
