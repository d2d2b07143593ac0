package dev.serin.training.bench;

import dev.serin.training.data.ImageSet;
import java.util.SplittableRandom;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/** Colour noise, kept as bytes. */
record NoiseImages(byte[][] pixels, int side, int classes) implements ImageSet {

  NoiseImages(int n, int side, int classes) {
    this(new byte[n][3 * side * side], side, classes);
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
