package dev.serin.training.validate;

import java.util.Arrays;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfDouble;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/**
 * How sharp a photo is.
 *
 * @param edges of its sharpest edges, whatever its contrast and however few they are: about 0.2
 *     (blurred) to 2 (sharp); 0 where there is no edge at all
 * @param variance of the Laplacian, in levels squared. J. Pech-Pacheco et al., "Diatom autofocusing
 *     in brightfield microscopy", 2000. By itself it takes a sharp photo of a plain thing for a
 *     blurred one; it sees what is so blurred that the traces of compression are its sharpest edges
 */
record Sharpness(double edges, double variance) {
  /** The share of pixels that are taken for edges. */
  private static final double EDGES = 0.02;

  /**
   * {@code edges} is the second derivative (Laplacian) over the first (Sobel gradient), both as
   * root mean squares over the strongest pixels of each. An edge that is blurred by a Gaussian of
   * width s has gradients falling with 1/s and second derivatives with 1/s^2: the ratio is 1/s,
   * without the contrast.
   *
   * @param grey 8 bits, of normalised size
   */
  static Sharpness of(Mat grey) {
    double variance = variance(grey);
    try (Scratch scratch = new Scratch()) {
      Mat smooth = scratch.mat();
      // Noise has strong second derivatives and would pass for sharpness.
      Imgproc.GaussianBlur(grey, smooth, new Size(3, 3), 0);
      Mat second = scratch.mat();
      Imgproc.Laplacian(smooth, second, CvType.CV_32F, 1);
      Mat x = scratch.mat();
      Mat y = scratch.mat();
      Imgproc.Sobel(smooth, x, CvType.CV_32F, 1, 0, 3, 1 / 8.0);
      Imgproc.Sobel(smooth, y, CvType.CV_32F, 0, 1, 3, 1 / 8.0);
      Mat first = scratch.mat();
      Core.magnitude(x, y, first);
      double edge = strongest(first);
      return new Sharpness(edge == 0 ? 0 : strongest(second) / edge, variance);
    }
  }

  private static double variance(Mat grey) {
    try (Scratch scratch = new Scratch()) {
      Mat second = scratch.mat();
      Imgproc.Laplacian(grey, second, CvType.CV_32F, 1);
      MatOfDouble mean = scratch.keep(new MatOfDouble());
      MatOfDouble deviation = scratch.keep(new MatOfDouble());
      Core.meanStdDev(second, mean, deviation);
      double value = deviation.toArray()[0];
      return value * value;
    }
  }

  /** Root mean square of the largest absolute values. */
  private static double strongest(Mat values) {
    float[] all = new float[(int) values.total()];
    values.get(0, 0, all);
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] * all[i];
    }
    Arrays.sort(all);
    int from = all.length - Math.max(1, (int) (EDGES * all.length));
    double sum = 0;
    for (int i = from; i < all.length; i++) {
      sum += all[i];
    }
    return Math.sqrt(sum / (all.length - from));
  }
}
