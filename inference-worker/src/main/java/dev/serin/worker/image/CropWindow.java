package dev.serin.worker.image;

/**
 * Along one side of an image: the pixels that a resize by area has to see to give those of a crop.
 * The rest need not be resized at all.
 *
 * @param from first pixel that is seen
 * @param to first pixel after them
 * @param resizedFrom first pixel of the resized side that they give; at most the crop's first
 * @param resizedTo first pixel after those; at least the crop's
 */
record CropWindow(int from, int to, int resizedFrom, int resizedTo) {
  /** So far, in pixels, the edge of what is seen may lie from where it belongs. */
  private static final double EDGE_ERROR_MAX = 1.0 / 64;

  /**
   * The narrowest window whose edges are edges of pixels on both sides, or as good as.
   *
   * @param length pixels of the side
   * @param resized pixels that it would be resized to; fewer
   * @param cropFrom first resized pixel of the crop
   * @param cropTo first resized pixel after it
   */
  static CropWindow of(int length, int resized, int cropFrom, int cropTo) {
    double ratio = (double) length / resized;
    int resizedFrom = cropFrom;
    // Both ends of the side are edges, so that each search ends there.
    while (errorAt(resizedFrom * ratio) > EDGE_ERROR_MAX) {
      resizedFrom--;
    }
    int resizedTo = cropTo;
    while (resizedTo < resized && errorAt(resizedTo * ratio) > EDGE_ERROR_MAX) {
      resizedTo++;
    }
    return new CropWindow(
        (int) Math.rint(resizedFrom * ratio),
        (int) Math.rint(resizedTo * ratio),
        resizedFrom,
        resizedTo);
  }

  private static double errorAt(double edge) {
    return Math.abs(edge - Math.rint(edge));
  }

  int resizedLength() {
    return resizedTo - resizedFrom;
  }
}
