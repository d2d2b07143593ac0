package dev.serin.training.validate;

/**
 * From where on something is a finding. The defaults were set on the 2,020 photos of TrashNet and
 * faults salted into them; see docs/data.md for what they find and what they miss.
 *
 * @param sideMin shorter side in pixels below which a photo is tiny in any set
 * @param sideShare the same as a share of the set's median, for photos below {@code sideSmall}
 * @param sideSmall shorter side in pixels from which no photo is tiny
 * @param aspectMax longer side over shorter side
 * @param darkMax brightness, 0 to 255, that 95 % of a dark photo's pixels do not exceed
 * @param brightMin brightness that 95 % of an over-bright photo's pixels exceed
 * @param blankMax standard deviation of a blank photo's brightness, in levels
 * @param edgesMax sharpness of a blurry photo's edges, at most; see {@link Sharpness}
 * @param edgesShare the same as a share of the set's median, so that where all photos are soft none
 *     is blurry; the lower of the two holds
 * @param varianceMax variance of the Laplacian below which a photo is blurry as well
 * @param varianceShare the same as a share of the set's median; the lower of the two holds
 * @param hashBits of 64, by how many the hashes of near-duplicates differ at most
 * @param thumbnailDifference of near-duplicates, at most; see {@link Fingerprint}
 * @param imbalance how many times the photos of a class the largest class may have
 * @param neighbours how many most similar photos are asked about a label
 * @param ownMax share of them with the photo's own label, at most, where it is in doubt
 * @param otherMin share of them with one other label, at least, where it is in doubt
 * @param separableMin share of all photos whose label its neighbours must guess, or no label is
 *     doubted: else the features say nothing about these classes
 */
record Thresholds(
    int sideMin,
    double sideShare,
    int sideSmall,
    double aspectMax,
    double darkMax,
    double brightMin,
    double blankMax,
    double edgesMax,
    double edgesShare,
    double varianceMax,
    double varianceShare,
    int hashBits,
    double thumbnailDifference,
    double imbalance,
    int neighbours,
    double ownMax,
    double otherMin,
    double separableMin) {
  static final Thresholds DEFAULT =
      new Thresholds(
          16, 0.5, 64, 3.0, 50, 230, 4, 0.6, 0.6, 8, 0.05, 8, 0.26, 10, 10, 0.2, 0.6, 0.9);
}
