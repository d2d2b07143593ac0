package dev.serin.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.SplittableRandom;

/**
 * The {@code augment} section of a training configuration: how a training image is varied each time
 * it is shown. Works on 8-bit pixels, before preprocessing, so that the serving code sees them
 * last.
 *
 * @param invertBackground probability, 0 to 1, that white and black change places
 * @param flip probability, 0 to 1, that left and right change places
 * @param shift largest shift, in pixels, in each direction; what moves in is the set's background,
 *     0 before inversion
 */
public record Augmentation(
    @JsonProperty(value = "invert-background", required = true) double invertBackground,
    @JsonProperty(value = "flip", required = true) double flip,
    @JsonProperty(value = "shift", required = true) int shift) {

  private static final int SHIFT_MAX = 8;

  public Augmentation {
    checkProbability("augment.invert-background", invertBackground);
    checkProbability("augment.flip", flip);
    if (shift < 0 || shift > SHIFT_MAX) {
      throw new IllegalArgumentException("augment.shift must be 0 to 8, not " + shift);
    }
  }

  /** A varied copy of {@code image}, which has {@code width} columns. */
  byte[] apply(byte[] image, int width, SplittableRandom random) {
    // All draws are made whatever comes of them: one setting does not shift the others' luck.
    boolean invert = random.nextDouble() < invertBackground;
    boolean mirror = random.nextDouble() < flip;
    int down = random.nextInt(2 * shift + 1) - shift;
    int right = random.nextInt(2 * shift + 1) - shift;
    int height = image.length / width;
    byte[] varied = new byte[image.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromY = y - down;
        int fromX = (mirror ? width - 1 - x : x) - right;
        boolean inside = fromY >= 0 && fromY < height && fromX >= 0 && fromX < width;
        int pixel = inside ? image[fromY * width + fromX] & 0xff : 0;
        varied[y * width + x] = (byte) (invert ? 255 - pixel : pixel);
      }
    }
    return varied;
  }

  /** The negative of {@code image}: white and black change places. */
  public static byte[] inverted(byte[] image) {
    byte[] negative = new byte[image.length];
    for (int i = 0; i < image.length; i++) {
      negative[i] = (byte) (255 - (image[i] & 0xff));
    }
    return negative;
  }

  private static void checkProbability(String key, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(key + " must be 0 to 1, not " + value);
    }
  }
}
