package dev.serin.worker.image;

import dev.serin.worker.image.InputSpec.Colour;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.opencv.core.CvType;
import org.opencv.core.Mat;

/**
 * Pictures that a version runs when it is loaded. None of them is a photo, and any of them may be
 * uploaded. Neighbours in this order differ most from each other.
 */
public enum ProbePicture {
  /**
   * Noise of a few pixel values next to what the manifest's mean makes 0. What scales a batch by
   * its largest value loses such a picture beside a bright one.
   */
  FAINT_NOISE("a picture of faint noise") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      double zero = spec.scale() == 0 ? 0 : spec.mean().get(index(spec.colour(), channel));
      long nearest = Math.round(zero == 0 ? 0 : zero / spec.scale());
      return (int) Math.max(0, Math.min(nearest, WHITE_PIXEL - FAINT)) + random.nextInt(FAINT);
    }
  },
  WHITE("a white picture") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      return WHITE_PIXEL;
    }
  },
  NOISE("a picture of noise") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      return random.nextInt(WHITE_PIXEL + 1);
    }
  },
  BLACK("a black picture") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      return 0;
    }
  },
  /** Each channel grows in another direction. */
  GRADIENT("a gradient") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      return switch (channel) {
        case 0 -> WHITE_PIXEL * at.x() / at.width();
        case 1 -> WHITE_PIXEL * at.y() / at.height();
        default -> WHITE_PIXEL - WHITE_PIXEL * (at.x() + at.y()) / (at.width() + at.height());
      };
    }
  },
  GREY("a grey picture") {
    @Override
    int pixel(InputSpec spec, int channel, Place at, SplittableRandom random) {
      return GREY_PIXEL;
    }
  };

  private static final int WHITE_PIXEL = 255;
  private static final int GREY_PIXEL = 128;

  /** Pixel values of the faint noise. */
  private static final int FAINT = 8;

  private static final int CHANNELS = 3;

  /** Beyond it a picture is enlarged as photos are. */
  private static final int SQUARE_MAX = 1024;

  private static final long SEED = 20_26;

  private final String text;

  /** A pixel of a picture. */
  record Place(int x, int y, int width, int height) {}

  ProbePicture(String text) {
    this.text = text;
  }

  /** For messages: a noun with its article. */
  public String text() {
    return text;
  }

  /**
   * Writes this picture as the input of a graph, through the preprocessing of a version.
   *
   * @param preprocessor of {@code spec}
   * @param target as {@link Preprocessor#write(Mat, ByteBuffer)} wants it
   */
  public void write(InputSpec spec, Preprocessor preprocessor, ByteBuffer target) {
    // As large as the resize makes it, or else interpolation would smooth the noise.
    boolean exact = spec.resize().to() == Resize.Rule.EXACT;
    int square = Math.min(spec.resize().size(), SQUARE_MAX);
    int height = exact ? spec.height() : square;
    int width = exact ? spec.width() : square;
    byte[] row = new byte[width * CHANNELS];
    SplittableRandom random = new SplittableRandom(SEED);
    Mat pixels = new Mat(height, width, CvType.CV_8UC3);
    try {
      for (int y = 0; y < height; y++) {
        for (int i = 0; i < row.length; i++) {
          Place place = new Place(i / CHANNELS, y, width, height);
          row[i] = (byte) pixel(spec, i % CHANNELS, place, random);
        }
        pixels.put(y, 0, row);
      }
      preprocessor.write(pixels, target);
    } finally {
      pixels.release();
    }
  }

  /**
   * @param channel 0 blue, 1 green, 2 red
   * @return 0 to 255
   */
  abstract int pixel(InputSpec spec, int channel, Place at, SplittableRandom random);

  /** Where a channel of the pixels, blue, green and red, is in the graph's input. */
  private static int index(Colour colour, int channel) {
    return switch (colour) {
      case RGB -> CHANNELS - 1 - channel;
      case BGR -> channel;
      case GREY -> 0;
    };
  }
}
