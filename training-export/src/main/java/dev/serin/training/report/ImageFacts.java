package dev.serin.training.report;

import dev.serin.training.data.DataException;
import dev.serin.training.data.ImageSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

/**
 * What an image looks like to a program.
 *
 * @param index its place in the set
 * @param format ending of its name, such as {@code jpg}; empty where it has none
 * @param width in pixels
 * @param height in pixels
 * @param brightness mean of all channels, 0 to 255
 */
public record ImageFacts(int index, String format, int width, int height, double brightness) {
  private static final int FORMAT_LENGTH_MAX = 5;

  /** The facts of all images, or of {@code most}, evenly spread; those that decode. */
  public static List<ImageFacts> of(ImageSet images, int most) {
    int n = Math.min(images.size(), most);
    return IntStream.range(0, n)
        .parallel()
        .map(i -> (int) ((long) i * images.size() / n))
        .mapToObj(i -> of(images, i, images.name(i)))
        .flatMap(java.util.stream.Stream::ofNullable)
        .toList();
  }

  private static @Nullable ImageFacts of(ImageSet images, int i, String name) {
    Mat pixels;
    try {
      pixels = images.pixels(i);
    } catch (DataException e) {
      // What cannot be decoded has no size; who asks counts what is left.
      return null;
    }
    try {
      Scalar mean = Core.mean(pixels);
      double brightness = (mean.val[0] + mean.val[1] + mean.val[2]) / 3;
      return new ImageFacts(i, format(name), pixels.cols(), pixels.rows(), brightness);
    } finally {
      pixels.release();
    }
  }

  private static String format(String name) {
    int dot = name.lastIndexOf('.');
    String ending = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    boolean isOne =
        ending.length() <= FORMAT_LENGTH_MAX && ending.chars().allMatch(Character::isLetterOrDigit);
    return !isOne ? "" : ending.equals("jpeg") ? "jpg" : ending;
  }

  public long area() {
    return (long) width * height;
  }

  public String size() {
    return width + " × " + height;
  }
}
