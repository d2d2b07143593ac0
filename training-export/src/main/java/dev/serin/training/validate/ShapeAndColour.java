package dev.serin.training.validate;

import org.opencv.core.Mat;
import org.opencv.core.MatOfFloat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;
import org.opencv.objdetect.HOGDescriptor;

/**
 * Features without a network: where edges run (N. Dalal, B. Triggs, "Histograms of oriented
 * gradients for human detection", 2005) and which colours there are. They tell things apart that
 * differ in outline or colour, not bottles of glass from bottles of plastic.
 */
final class ShapeAndColour implements PhotoFeatures {
  private static final int SIDE = 64;
  private static final int HUES = 12;
  private static final int SATURATIONS = 3;
  private static final int VALUES = 4;

  @Override
  public float[] of(Mat bgr) {
    try (Scratch scratch = new Scratch()) {
      Mat small = scratch.mat();
      Imgproc.resize(bgr, small, new Size(SIDE, SIDE), 0, 0, Imgproc.INTER_AREA);
      float[] shape = shape(small, scratch);
      float[] colour = colour(small, scratch);
      float[] all = new float[shape.length + colour.length];
      normalised(shape, all, 0);
      normalised(colour, all, shape.length);
      return all;
    }
  }

  private static float[] shape(Mat small, Scratch scratch) {
    Mat grey = scratch.mat();
    Imgproc.cvtColor(small, grey, Imgproc.COLOR_BGR2GRAY);
    MatOfFloat histograms = scratch.keep(new MatOfFloat());
    new HOGDescriptor(new Size(SIDE, SIDE), new Size(32, 32), new Size(16, 16), new Size(16, 16), 9)
        .compute(grey, histograms);
    return histograms.toArray();
  }

  private static float[] colour(Mat small, Scratch scratch) {
    Mat hsv = scratch.mat();
    Imgproc.cvtColor(small, hsv, Imgproc.COLOR_BGR2HSV);
    byte[] pixels = new byte[SIDE * SIDE * 3];
    hsv.get(0, 0, pixels);
    float[] counts = new float[HUES * SATURATIONS * VALUES];
    for (int i = 0; i < pixels.length; i += 3) {
      int hue = (pixels[i] & 0xff) * HUES / 180;
      int saturation = (pixels[i + 1] & 0xff) * SATURATIONS / 256;
      int value = (pixels[i + 2] & 0xff) * VALUES / 256;
      // What is hardly coloured has no hue to speak of.
      int cell = saturation == 0 ? value : (hue * SATURATIONS + saturation) * VALUES + value;
      counts[cell]++;
    }
    for (int i = 0; i < counts.length; i++) {
      // Roots, so that the background does not drown the rest.
      counts[i] = (float) Math.sqrt(counts[i]);
    }
    return counts;
  }

  private static void normalised(float[] from, float[] to, int at) {
    double squares = 0;
    for (float value : from) {
      squares += value * value;
    }
    float factor = squares == 0 ? 0 : (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < from.length; i++) {
      to[at + i] = from[i] * factor;
    }
  }
}
