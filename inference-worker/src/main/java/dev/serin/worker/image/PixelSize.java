package dev.serin.worker.image;

import dev.serin.worker.image.InputSpec.Decode;
import org.opencv.core.Mat;

/**
 * Width and height of an image, upright, and what an {@link InputSpec} makes of them.
 *
 * @param width at least 1
 * @param height at least 1
 */
record PixelSize(int width, int height) {
  /** How many times as long as it is wide an image is a strip. */
  private static final int STRIP = 16;

  /**
   * A JPEG is divided by r only if r * r times this still fits into it: the coarser the division,
   * the larger what is left has to be. Over 66 photos and SqueezeNet 1.1 and MobileNetV2, filter
   * area, no best label of 132 changes at 1920 x 1440 and none at 4000 x 3000, both halved; by a
   * quarter it would be 9 and 2.
   */
  private static final double REDUCED_MARGIN = 1.375;

  static PixelSize of(Mat pixels) {
    return new PixelSize(pixels.cols(), pixels.rows());
  }

  /** Rows made columns. */
  PixelSize turned() {
    return new PixelSize(/* width= */ height, /* height= */ width);
  }

  /** Whether only the middle of this image is resized, the crop throwing away the rest. */
  boolean isStripFor(Resize resize) {
    return resize.to() == Resize.Rule.SHORTER_SIDE
        && Math.max(width, height) > (long) STRIP * Math.min(width, height);
  }

  /** What the resize makes of an image of this size, before the crop. */
  PixelSize resizedFor(InputSpec spec) {
    return switch (spec.resize().to()) {
      case EXACT -> new PixelSize(spec.width(), spec.height());
      case SHORTER_SIDE -> shorterSide(spec.resize().size());
    };
  }

  /**
   * By how much a JPEG of this size may be divided while it is decoded, so that what is left is so
   * much larger than what the resize makes of it that its filter still decides.
   *
   * @return 1, 2, 4 or 8; 1 is the whole image
   */
  int reductionFor(InputSpec spec) {
    if (spec.decode() == Decode.EXACT || isStripFor(spec.resize())) {
      return 1;
    }
    PixelSize resized = resizedFor(spec);
    double larger = Math.min((double) width / resized.width, (double) height / resized.height);
    int reduction = 8;
    while (reduction > 1 && larger < REDUCED_MARGIN * reduction * reduction) {
      reduction /= 2;
    }
    return reduction;
  }

  private PixelSize shorterSide(int side) {
    return width <= height
        ? new PixelSize(side, (int) Math.max(side, (long) side * height / width))
        : new PixelSize((int) Math.max(side, (long) side * width / height), side);
  }
}
