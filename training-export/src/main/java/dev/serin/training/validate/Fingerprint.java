package dev.serin.training.validate;

import java.util.Arrays;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * What near-copies of a photo share: the signs of its low frequencies, and a thumbnail to make
 * sure. After C. Zauner, "Implementation and benchmarking of perceptual image hash functions",
 * 2010, section 3.2.1 (pHash).
 */
final class Fingerprint {
  static final int BITS = 64;

  private static final int SIDE = 32;
  private static final int LOW = 8;
  private static final int THUMBNAIL = 16;
  private static final int CHANNELS = 3;

  private final long hash;
  private final long mirrored;
  private final byte[] thumbnail;
  private final double[] means = new double[CHANNELS];

  /** Mean absolute distance of the thumbnail's values from their channel's mean, in levels. */
  private final double contrast;

  private Fingerprint(long hash, long mirrored, byte[] thumbnail) {
    this.hash = hash;
    this.mirrored = mirrored;
    this.thumbnail = thumbnail;
    for (int i = 0; i < thumbnail.length; i++) {
      means[i % CHANNELS] += (thumbnail[i] & 0xff) / (double) (THUMBNAIL * THUMBNAIL);
    }
    double sum = 0;
    for (int i = 0; i < thumbnail.length; i++) {
      sum += Math.abs((thumbnail[i] & 0xff) - means[i % CHANNELS]);
    }
    this.contrast = sum / thumbnail.length;
  }

  /**
   * @param bgr 8 bits
   * @param grey the same photo
   */
  static Fingerprint of(Mat bgr, Mat grey) {
    try (Scratch scratch = new Scratch()) {
      Mat small = scratch.mat();
      Imgproc.resize(grey, small, new Size(SIDE, SIDE), 0, 0, Imgproc.INTER_AREA);
      small.convertTo(small, CvType.CV_32F);
      Mat frequencies = scratch.mat();
      Core.dct(small, frequencies);
      Mat tiny = scratch.mat();
      Imgproc.resize(bgr, tiny, new Size(THUMBNAIL, THUMBNAIL), 0, 0, Imgproc.INTER_AREA);
      byte[] thumbnail = new byte[THUMBNAIL * THUMBNAIL * CHANNELS];
      tiny.get(0, 0, thumbnail);
      float[] row = new float[SIDE];
      float[] low = new float[BITS];
      for (int y = 0; y < LOW; y++) {
        frequencies.get(y, 0, row);
        System.arraycopy(row, 0, low, y * LOW, LOW);
      }
      long hash = hash(low);
      // A mirrored photo has the odd horizontal frequencies turned round.
      for (int i = 1; i < low.length; i += 2) {
        low[i] = -low[i];
      }
      return new Fingerprint(hash, hash(low), thumbnail);
    }
  }

  private static long hash(float[] low) {
    // The first one is the mean brightness, which says nothing.
    float[] sorted = Arrays.copyOfRange(low, 1, low.length);
    Arrays.sort(sorted);
    float median = sorted[sorted.length / 2];
    long bits = 0;
    for (int i = 1; i < low.length; i++) {
      bits |= low[i] > median ? 1L << i : 0;
    }
    return bits;
  }

  /** By how many bits the two differ, mirrored or not. */
  int distance(Fingerprint other) {
    return Math.min(Long.bitCount(hash ^ other.hash), Long.bitCount(hash ^ other.mirrored));
  }

  /**
   * By how much the thumbnails differ, mirrored or not, as a share of their contrast: 0 for the
   * same, about 1.4 for strangers. The same difference in levels is nothing in a photo of newsprint
   * and another thing altogether on a white table. Brightness or tint all over does not count.
   */
  double difference(Fingerprint other) {
    double levels = Math.min(difference(other, false), difference(other, true));
    return levels / Math.max(1, (contrast + other.contrast) / 2);
  }

  private double difference(Fingerprint other, boolean mirror) {
    double sum = 0;
    for (int y = 0; y < THUMBNAIL; y++) {
      for (int x = 0; x < THUMBNAIL; x++) {
        int here = (y * THUMBNAIL + x) * CHANNELS;
        int there = (y * THUMBNAIL + (mirror ? THUMBNAIL - 1 - x : x)) * CHANNELS;
        for (int c = 0; c < CHANNELS; c++) {
          int levels = (thumbnail[here + c] & 0xff) - (other.thumbnail[there + c] & 0xff);
          sum += Math.abs(levels - (means[c] - other.means[c]));
        }
      }
    }
    return sum / thumbnail.length;
  }
}
