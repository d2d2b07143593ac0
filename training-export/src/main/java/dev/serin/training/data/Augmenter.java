package dev.serin.training.data;

import java.util.SplittableRandom;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Point;
import org.opencv.core.Rect;
import org.opencv.core.Scalar;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Varies pixels as an {@link Augmentation} says. Holds nothing; thread-safe. */
public final class Augmenter {
  /** Grey, the middle of 0..255: neither dark nor bright to any preprocessing. */
  private static final Scalar MIDDLE_GREY = new Scalar(128, 128, 128);

  /**
   * Aspect ratios of random crops, as C. Szegedy et al., "Going deeper with convolutions", 2014.
   */
  private static final double ASPECT_MAX = 4.0 / 3;

  private final Augmentation settings;

  public Augmenter(Augmentation settings) {
    this.settings = settings;
  }

  /** Changes {@code bgr}, 8-bit blue, green and red, in place; its size may change. */
  public void apply(Mat bgr, SplittableRandom random) {
    // All draws are made whatever comes of them: one setting does not shift the others' luck.
    boolean invert = random.nextDouble() < settings.invertBackground();
    boolean flip = random.nextDouble() < settings.flip();
    int down = random.nextInt(2 * settings.shift() + 1) - settings.shift();
    int right = random.nextInt(2 * settings.shift() + 1) - settings.shift();
    double degrees = settings.rotate() * (2 * random.nextDouble() - 1);
    Rect crop = crop(bgr, random);
    double brightness = factor(settings.colour().brightness(), random);
    double contrast = factor(settings.colour().contrast(), random);
    double saturation = factor(settings.colour().saturation(), random);
    double holeX = random.nextDouble();
    double holeY = random.nextDouble();
    if (settings.crop() < 1) {
      cut(bgr, crop);
    }
    if (flip) {
      Core.flip(bgr, bgr, 1);
    }
    if (degrees != 0) {
      rotate(bgr, degrees);
    }
    if (down != 0 || right != 0) {
      shift(bgr, down, right);
    }
    if (!settings.colour().changesNothing()) {
      recolour(bgr, brightness, contrast, saturation);
    }
    if (invert) {
      Core.bitwise_not(bgr, bgr);
    }
    if (settings.cutout() > 0) {
      cutOut(bgr, holeX, holeY);
    }
  }

  private Rect crop(Mat bgr, SplittableRandom random) {
    double area = settings.crop() + (1 - settings.crop()) * random.nextDouble();
    double aspect = Math.pow(ASPECT_MAX, 2 * random.nextDouble() - 1);
    int width = (int) Math.round(bgr.cols() * Math.min(1, Math.sqrt(area * aspect)));
    int height = (int) Math.round(bgr.rows() * Math.min(1, Math.sqrt(area / aspect)));
    width = Math.max(1, width);
    height = Math.max(1, height);
    int x = random.nextInt(bgr.cols() - width + 1);
    int y = random.nextInt(bgr.rows() - height + 1);
    return new Rect(x, y, width, height);
  }

  private static double factor(double range, SplittableRandom random) {
    return 1 + range * (2 * random.nextDouble() - 1);
  }

  private static void cut(Mat bgr, Rect crop) {
    Mat view = bgr.submat(crop);
    Mat copy = view.clone();
    copy.assignTo(bgr);
    view.release();
    copy.release();
  }

  private static void rotate(Mat bgr, double degrees) {
    Mat turn =
        Imgproc.getRotationMatrix2D(
            new Point((bgr.cols() - 1) / 2.0, (bgr.rows() - 1) / 2.0), degrees, 1);
    warp(bgr, turn, Core.BORDER_REPLICATE, Imgproc.INTER_LINEAR);
  }

  private static void shift(Mat bgr, int down, int right) {
    Mat move = new Mat(2, 3, CvType.CV_64F);
    move.put(0, 0, 1, 0, right, 0, 1, down);
    warp(bgr, move, Core.BORDER_CONSTANT, Imgproc.INTER_NEAREST);
  }

  private static void warp(Mat bgr, Mat transform, int border, int interpolation) {
    Mat source = bgr.clone();
    Imgproc.warpAffine(source, bgr, transform, source.size(), interpolation, border, Scalar.all(0));
    source.release();
    transform.release();
  }

  private static void recolour(Mat bgr, double brightness, double contrast, double saturation) {
    Mat grey = new Mat();
    Imgproc.cvtColor(bgr, grey, Imgproc.COLOR_BGR2GRAY);
    double mean = Core.mean(grey).val[0] * brightness;
    Imgproc.cvtColor(grey, grey, Imgproc.COLOR_GRAY2BGR);
    // Saturation mixes with the pixel's grey, contrast with the image's mean; both in one step.
    double own = brightness * contrast;
    Core.addWeighted(
        bgr, own * saturation, grey, own * (1 - saturation), mean * (1 - contrast), bgr);
    grey.release();
  }

  private void cutOut(Mat bgr, double shareX, double shareY) {
    int side = (int) Math.round(settings.cutout() * Math.min(bgr.cols(), bgr.rows()));
    int x = (int) (shareX * (bgr.cols() - side + 1));
    int y = (int) (shareY * (bgr.rows() - side + 1));
    if (side > 0) {
      Mat hole = bgr.submat(new Rect(new Point(x, y), new Size(side, side)));
      hole.setTo(MIDDLE_GREY);
      hole.release();
    }
  }
}
