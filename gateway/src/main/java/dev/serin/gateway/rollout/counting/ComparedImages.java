package dev.serin.gateway.rollout.counting;

import java.util.List;

/**
 * The images on which both versions were compared: the first of each unit, and each image once,
 * because images of one unit, or one image of several units, get much the same answers. Not
 * thread-safe.
 */
final class ComparedImages {
  static final int BITS = 20;

  private final Cells images = new Cells();
  private final Cells units = new Cells();

  boolean isNew(int unit, int image) {
    return !units.isTaken(unit) && !images.isTaken(image);
  }

  /** Whether both are new, and were taken. */
  boolean take(int unit, int image) {
    return isNew(unit, image) && units.take(unit) && images.take(image);
  }

  void restore(List<Integer> knownUnits, List<Integer> knownImages) {
    units.restore(knownUnits);
    images.restore(knownImages);
  }

  void giveBack(List<Integer> drainedUnits, List<Integer> drainedImages) {
    units.giveBack(drainedUnits);
    images.giveBack(drainedImages);
  }

  List<Integer> drainUnits() {
    return units.drain();
  }

  List<Integer> drainImages() {
    return images.drain();
  }

  /**
   * @param image SHA-256 of the image, 64 hexadecimal digits
   */
  static int cell(String image) {
    return Integer.parseUnsignedInt(image, 0, 8, 16) >>> (Integer.SIZE - BITS);
  }
}
