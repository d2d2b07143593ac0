package dev.serin.training.report;

/**
 * The part of a certificate that says what 8 bits cost and bring.
 *
 * @param format of the graph: activations, weights and the bits of them that are used
 * @param calibrationImages the ranges of the activations were taken from so many training images
 * @param float32 score of the graph before, on held-out images
 * @param int8 score of the quantised graph on the same images
 * @param flips images on which the two name different classes
 * @param accuracyDropAtMost how much top-1 accuracy may be lost, as a fraction
 * @param float32Bytes size of the file before
 * @param int8Bytes size of the quantised file
 * @param oneThread speed of both with one thread
 * @param allThreads speed of both with a thread for each core
 */
public record Quantization(
    String format,
    int calibrationImages,
    Score float32,
    Score int8,
    int flips,
    double accuracyDropAtMost,
    long float32Bytes,
    long int8Bytes,
    Speed oneThread,
    Speed allThreads) {

  /**
   * Images a second of both graphs, which took turns in one process: medians.
   *
   * @param threads of each run
   * @param batch images of each run
   * @param speedUp median of int8 / float32 of each turn
   */
  public record Speed(int threads, int batch, double float32, double int8, double speedUp) {}

  /** How much top-1 accuracy was lost, as a fraction; below 0 where some was won. */
  public double accuracyDrop() {
    return float32.accuracy() - int8.accuracy();
  }

  /** Whether no more accuracy was lost than may be. */
  public boolean passes() {
    // In images, so that a limit of exactly one image is not missed by a rounding.
    return float32.correct() - int8.correct() <= accuracyDropAtMost * float32.images() + 1e-9;
  }
}
