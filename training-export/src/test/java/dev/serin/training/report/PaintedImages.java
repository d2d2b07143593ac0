package dev.serin.training.report;

import dev.serin.training.data.Digests;
import dev.serin.training.data.ImageSet;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/** Images of one colour each, for tests. Needs OpenCV. */
public record PaintedImages(
    int size,
    IntUnaryOperator labels,
    IntFunction<String> names,
    IntUnaryOperator sides,
    IntUnaryOperator greys)
    implements ImageSet {

  /** {@code size} images of {@code classes} classes in turn, 12 pixels wide and high. */
  public static PaintedImages of(int size, int classes) {
    return new PaintedImages(
        size, i -> i % classes, i -> "images/" + i + ".png", i -> 12, i -> i * 37 % 256);
  }

  @Override
  public int label(int i) {
    return labels.applyAsInt(i);
  }

  @Override
  public String name(int i) {
    return names.apply(i);
  }

  @Override
  public String digest(int i) {
    return Digests.of(name(i).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Mat pixels(int i) {
    int side = sides.applyAsInt(i);
    return new Mat(side, side, CvType.CV_8UC3, Scalar.all(greys.applyAsInt(i)));
  }
}
