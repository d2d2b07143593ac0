package dev.serin.training.bench;

import dev.serin.training.data.ImageSet;
import java.util.SplittableRandom;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** Colour noise, kept as bytes. */
final class NoiseImages implements ImageSet {
  private final byte[][] pixels;
  private final int side;
  private final int classes;

  NoiseImages(int n, int side, int classes) {
    this.pixels = new byte[n][3 * side * side];
    this.side = side;
    this.classes = classes;
    SplittableRandom random = new SplittableRandom(1);
    for (byte[] image : pixels) {
      random.nextBytes(image);
    }
  }

  @Override
  public int size() {
    return pixels.length;
  }

  @Override
  public int label(int i) {
    return i % classes;
  }

  @Override
  public String name(int i) {
    return "noise/" + i;
  }

  @Override
  public String digest(int i) {
    return "";
  }

  @Override
  public Mat pixels(int i) {
    Mat mat = new Mat(side, side, CvType.CV_8UC3);
    mat.put(0, 0, pixels[i]);
    return mat;
  }
}
