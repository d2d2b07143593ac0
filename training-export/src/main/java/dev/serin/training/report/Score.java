package dev.serin.training.report;

/**
 * How many images were classified as labelled.
 *
 * @param correct of them
 * @param images all
 */
public record Score(int correct, int images) {

  /** A fraction from 0 to 1. */
  public double accuracy() {
    return (double) correct / images;
  }
}
