package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.OpenCv;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

class AugmenterTest {
  private static final Augmentation.Colour NO_COLOUR = new Augmentation.Colour(0, 0, 0);
  private static final byte[] IMAGE = {10, 20, 30, 40, 50, 60};

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void apply_nothingAsked_changesNothing() {
    assertThat(grey(Augmentation.NONE, IMAGE, 3, 1)).isEqualTo(IMAGE);
  }

  @Test
  void apply_alwaysInvert_givesTheNegative() {
    assertThat(grey(with(1, 0, 0), IMAGE, 3, 1)).containsExactly(245, 235, 225, 215, 205, 195);
  }

  @Test
  void apply_alwaysFlip_mirrorsEachRow() {
    assertThat(grey(with(0, 1, 0), IMAGE, 3, 1)).containsExactly(30, 20, 10, 60, 50, 40);
  }

  @Test
  void apply_shift_movesByAtMostThatManyPixels() {
    byte[] dot = new byte[25];
    dot[12] = 9;
    Set<Integer> places = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      byte[] moved = grey(with(0, 0, 1), dot, 5, seed);
      for (int p = 0; p < moved.length; p++) {
        if (moved[p] != 0) {
          places.add(p);
        }
      }
    }
    assertThat(places).containsExactlyInAnyOrder(6, 7, 8, 11, 12, 13, 16, 17, 18);
  }

  @Test
  void apply_halfInverted_invertsAboutHalf() {
    int inverted = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      if (grey(with(0.5, 0, 0), IMAGE, 3, seed)[0] != IMAGE[0]) {
        inverted++;
      }
    }
    assertThat(inverted).isBetween(920, 1_080);
  }

  @Test
  void apply_crop_keepsAtLeastItsShareOfTheArea() {
    Augmentation crop = new Augmentation(0, 0, 0, 0, 0.5, NO_COLOUR, 0, 0);
    Set<String> sizes = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      Mat bgr = plain(60, 80, 100, 100, 100);
      new Augmenter(crop).apply(bgr, new SplittableRandom(seed));
      sizes.add(bgr.cols() + "x" + bgr.rows());
      assertThat(bgr.total()).isBetween((long) (0.45 * 60 * 80), 60L * 80);
      bgr.release();
    }
    assertThat(sizes).hasSizeGreaterThan(50);
  }

  @Test
  void apply_rotate_keepsTheSizeAndTheMiddle() {
    Mat bgr = plain(21, 21, 0, 0, 0);
    bgr.put(10, 10, 200.0, 200.0, 200.0);

    new Augmenter(new Augmentation(0, 0, 0, 180, 1, NO_COLOUR, 0, 0))
        .apply(bgr, new SplittableRandom(3));

    assertThat(bgr.rows()).isEqualTo(21);
    assertThat(bgr.get(10, 10)[0]).isEqualTo(200);
    bgr.release();
  }

  @Test
  void apply_colour_followsItsFormula() {
    // One colour everywhere, so the mean grey is the pixel's grey and contrast changes saturation.
    SplittableRandom random = new SplittableRandom(11);
    Mat bgr = plain(2, 2, 60, 90, 120);
    double grey = 0.114 * 60 + 0.587 * 90 + 0.299 * 120;

    new Augmenter(new Augmentation(0, 0, 0, 0, 1, new Augmentation.Colour(0.4, 0, 0), 0, 0))
        .apply(bgr, random);

    double brightness = bgr.get(0, 0)[0] / 60;
    assertThat(brightness).isBetween(0.6, 1.4).isNotEqualTo(1.0);
    assertThat(bgr.get(0, 0)[1]).isBetween(90 * brightness - 1.5, 90 * brightness + 1.5);
    bgr.release();
    Mat other = plain(2, 2, 60, 90, 120);
    new Augmenter(new Augmentation(0, 0, 0, 0, 1, new Augmentation.Colour(0, 0, 0.9), 0, 0))
        .apply(other, new SplittableRandom(12));
    double[] pixel = other.get(0, 0);
    assertThat(0.114 * pixel[0] + 0.587 * pixel[1] + 0.299 * pixel[2])
        .isBetween(grey - 1, grey + 1);
    assertThat(pixel[2] - pixel[0]).isNotEqualTo(60.0);
    other.release();
  }

  @Test
  void apply_cutout_laysOneGreySquareOver() {
    Mat bgr = plain(40, 60, 0, 0, 0);

    new Augmenter(new Augmentation(0, 0, 0, 0, 1, NO_COLOUR, 0.25, 0))
        .apply(bgr, new SplittableRandom(5));

    int grey = 0;
    for (int y = 0; y < 40; y++) {
      for (int x = 0; x < 60; x++) {
        grey += bgr.get(y, x)[0] == 128 ? 1 : 0;
      }
    }
    assertThat(grey).isEqualTo(10 * 10);
    bgr.release();
  }

  private static Augmentation with(double invert, double flip, int shift) {
    return new Augmentation(invert, flip, shift, 0, 1, NO_COLOUR, 0, 0);
  }

  private static Mat plain(int rows, int columns, int blue, int green, int red) {
    return new Mat(rows, columns, CvType.CV_8UC3, new org.opencv.core.Scalar(blue, green, red));
  }

  /** The blue channel after augmenting a grey image of {@code width} columns. */
  private static byte[] grey(Augmentation augmentation, byte[] image, int width, long seed) {
    Mat bgr = new GreyImages("test", image, new byte[1], image.length / width, width).pixels(0);
    new Augmenter(augmentation).apply(bgr, new SplittableRandom(seed));
    byte[] all = new byte[image.length * 3];
    bgr.get(0, 0, all);
    bgr.release();
    byte[] blue = new byte[image.length];
    for (int i = 0; i < blue.length; i++) {
      blue[i] = all[3 * i];
    }
    return blue;
  }
}
