package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.image.Resize.Rule;
import dev.serin.worker.testing.NativeMemory;
import dev.serin.worker.testing.TestImages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opencv.core.Mat;
import org.opencv.core.Size;
import org.opencv.imgproc.Imgproc;

/** Against plain Java from the resized pixels on; the resize itself is OpenCV's in both. */
final class PreprocessorTest {
  private static final int RANDOM_CASES = 400;

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @Test
  void write_everyLayoutTypeAndColour_isThePlainFormula() {
    for (Layout layout : Layout.values()) {
      for (ElementType type : ElementType.values()) {
        for (Colour colour : Colour.values()) {
          requireReference(spec(layout, type, colour, Rule.EXACT, 0, 9, 13), 13, 9, 1);
          requireReference(spec(layout, type, colour, Rule.SHORTER_SIDE, 16, 9, 13), 37, 22, 2);
        }
      }
    }
  }

  @Test
  void write_randomSizes_isThePlainFormula() {
    for (int seed = 0; seed < RANDOM_CASES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int height = 1 + random.nextInt(20);
      int width = 1 + random.nextInt(20);
      InputSpec spec =
          spec(
              pick(random, Layout.values()),
              pick(random, ElementType.values()),
              pick(random, Colour.values()),
              pick(random, Rule.values()),
              Math.max(height, width) + random.nextInt(12),
              height,
              width);
      // At most 16 times as long as wide: longer strips have a test of their own.
      requireReference(spec, 4 + random.nextInt(60), 4 + random.nextInt(60), seed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    // image w x h, shorter side -> resized w x h, crop of 4 x 4 at left, top
    "10, 10, 4, 4, 4, 0, 0",
    "10, 11, 5, 5, 5, 0, 0", // 5.5 is cut to 5; half a pixel goes to 0
    "19, 10, 5, 9, 5, 2, 0", // 9.5 is cut to 9; 2.5 goes to 2
    "22, 10, 5, 11, 5, 4, 0", // 3.5 goes to 4
    "10, 29, 5, 5, 14, 0, 5", // 14.5 is cut to 14
    "500, 375, 256, 341, 256, 168, 126",
  })
  void write_shorterSide_cutsTheLongSideAndCropsHalfToEven(
      int w, int h, int side, int resizedW, int resizedH, int left, int top) {
    InputSpec spec =
        spec(Layout.NHWC, ElementType.UINT8, Colour.BGR, Rule.SHORTER_SIDE, side, 4, 4);
    Mat image = SampleImages.pixels(TestImages.scene(w, h, 5));
    Mat resized = new Mat();
    Imgproc.resize(image, resized, new Size(resizedW, resizedH), 0, 0, Imgproc.INTER_LINEAR);
    ByteBuffer target = write(spec, image);
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        double[] bgr = resized.get(top + y, left + x);
        for (int c = 0; c < 3; c++) {
          assertThat(target.get() & 0xff).as("x %s y %s c %s", x, y, c).isEqualTo((int) bgr[c]);
        }
      }
    }
    image.release();
    resized.release();
  }

  @Test
  void write_bufferThatDoesNotFit_refuses() {
    InputSpec spec = spec(Layout.NCHW, ElementType.FLOAT32, Colour.RGB, Rule.EXACT, 0, 4, 4);
    Mat image = SampleImages.pixels(TestImages.scene(8, 8, 1));
    try (Preprocessor preprocessor = new Preprocessor(spec)) {
      int bytes = spec.imageBytes();
      boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
      for (ByteBuffer wrong :
          new ByteBuffer[] {
            ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder()),
            direct(bytes - 1),
            direct(bytes + 1),
            direct(bytes).order(little ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
          }) {
        assertThatThrownBy(() -> preprocessor.write(image, wrong))
            .isInstanceOf(IllegalArgumentException.class);
      }
    } finally {
      image.release();
    }
  }

  @Test
  void write_middleOfABuffer_leavesTheRestAlone() {
    InputSpec spec = spec(Layout.NCHW, ElementType.UINT8, Colour.RGB, Rule.EXACT, 0, 4, 4);
    Mat image = SampleImages.pixels(TestImages.plain(4, 4, 0x010203));
    ByteBuffer target = direct(spec.imageBytes() + 20).position(7).limit(7 + spec.imageBytes());
    try (Preprocessor preprocessor = new Preprocessor(spec)) {
      preprocessor.write(image, target);
    } finally {
      image.release();
    }
    assertThat(target.position()).isEqualTo(7);
    target.clear();
    for (int i = 0; i < target.capacity(); i++) {
      int inside = i - 7;
      int expected = inside < 0 || inside >= 48 ? 0 : 1 + inside / 16;
      assertThat(target.get(i)).as("byte %s", i).isEqualTo((byte) expected);
    }
  }

  @Test
  void write_longStrip_isWhatTheWholeWouldGive() {
    for (Filter filter : Filter.values()) {
      InputSpec spec = strip(filter);
      for (int[] size : new int[][] {{400, 10}, {10, 400}}) {
        Mat image = SampleImages.pixels(TestImages.scene(size[0], size[1], 3));
        Mat resized = new Mat();
        int flag =
            switch (filter) {
              case AREA -> Imgproc.INTER_AREA;
              case LINEAR -> Imgproc.INTER_LINEAR;
              case CUBIC -> Imgproc.INTER_CUBIC;
            };
        Imgproc.resize(image, resized, new Size(size[0] * 2, size[1] * 2), 0, 0, flag);
        ByteBuffer target = write(spec, image);
        for (int y = 0; y < 16; y++) {
          for (int x = 0; x < 16; x++) {
            double[] bgr = resized.get(size[1] - 8 + y, size[0] - 8 + x);
            for (int c = 0; c < 3; c++) {
              assertThat(target.get() & 0xff).isCloseTo((int) bgr[c], within(1));
            }
          }
        }
        image.release();
        resized.release();
      }
    }
  }

  @Test
  void write_onePixelHighStrip_isNotBlownUp() throws Exception {
    InputSpec spec =
        spec(Layout.NHWC, ElementType.UINT8, Colour.RGB, Rule.SHORTER_SIDE, 256, 224, 224);
    long before = NativeMemory.isKnown() ? NativeMemory.peakBytes() : 0;
    for (int[] size : new int[][] {{60_000, 1}, {1, 60_000}}) {
      Mat strip = SampleImages.pixels(TestImages.plain(size[0], size[1], 0x112233));
      ByteBuffer target = write(spec, strip);
      strip.release();
      assertThat(target.get(0)).isEqualTo((byte) 0x11);
      assertThat(target.get(target.capacity() - 1)).isEqualTo((byte) 0x33);
    }
    long after = NativeMemory.isKnown() ? NativeMemory.peakBytes() : 0;
    assertThat(after - before).isLessThan(200L << 20);
  }

  private static InputSpec strip(Filter filter) {
    return new InputSpec(
        "pixels",
        ElementType.UINT8,
        Layout.NHWC,
        16,
        16,
        Colour.BGR,
        Orient.EXIF,
        Decode.EXACT,
        new Resize(Rule.SHORTER_SIDE, 20, filter),
        Crop.CENTRE,
        1,
        List.of(),
        List.of());
  }

  private static void requireReference(InputSpec spec, int width, int height, long seed) {
    Mat image = SampleImages.pixels(TestImages.scene(width, height, seed));
    Mat resized = resized(spec, image);
    ByteBuffer target = write(spec, image);
    int left = halfToEven(resized.cols() - spec.width());
    int top = halfToEven(resized.rows() - spec.height());
    int channels = spec.colour().channels();
    for (int y = 0; y < spec.height(); y++) {
      for (int x = 0; x < spec.width(); x++) {
        double[] bgr = resized.get(top + y, left + x);
        for (int c = 0; c < channels; c++) {
          int at =
              spec.layout() == Layout.NHWC
                  ? (y * spec.width() + x) * channels + c
                  : (c * spec.height() + y) * spec.width() + x;
          int pixel = pixel(spec.colour(), bgr, c);
          String where = "seed %s, %s, x %s y %s c %s".formatted(seed, spec, x, y, c);
          if (spec.type() == ElementType.UINT8) {
            assertThat(target.get(at) & 0xff).as(where).isEqualTo(pixel);
          } else {
            float expected =
                (float) ((pixel * spec.scale() - spec.mean().get(c)) / spec.std().get(c));
            assertThat(target.getFloat(4 * at)).as(where).isEqualTo(expected);
          }
        }
      }
    }
    image.release();
    resized.release();
  }

  private static int pixel(Colour colour, double[] bgr, int channel) {
    return switch (colour) {
      case BGR -> (int) bgr[channel];
      case RGB -> (int) bgr[2 - channel];
      // OpenCV's grey: 0.299 red, 0.587 green, 0.114 blue, in units of 1/32768.
      case GREY -> (int) (3735 * bgr[0] + 19235 * bgr[1] + 9798 * bgr[2] + 16384) >> 15;
    };
  }

  private static Mat resized(InputSpec spec, Mat image) {
    long w = image.cols();
    long h = image.rows();
    long side = spec.resize().size();
    Size size = new Size(spec.width(), spec.height());
    if (spec.resize().to() == Rule.SHORTER_SIDE) {
      long longer = side * Math.max(w, h) / Math.min(w, h);
      size = w <= h ? new Size(side, longer) : new Size(longer, side);
    }
    Mat resized = new Mat();
    Imgproc.resize(image, resized, size, 0, 0, Imgproc.INTER_LINEAR);
    return resized;
  }

  private static <T> T pick(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static int halfToEven(int difference) {
    int half = difference / 2;
    return difference % 2 == 0 || half % 2 == 0 ? half : half + 1;
  }

  private static ByteBuffer write(InputSpec spec, Mat image) {
    ByteBuffer target = direct(spec.imageBytes());
    try (Preprocessor preprocessor = new Preprocessor(spec)) {
      preprocessor.write(image, target);
    }
    return target;
  }

  private static InputSpec spec(
      Layout layout, ElementType type, Colour colour, Rule rule, int side, int height, int width) {
    boolean plain = type == ElementType.UINT8;
    List<Double> mean = List.of(0.485, 0.456, 0.406);
    List<Double> std = List.of(0.229, 0.224, -0.225);
    return new InputSpec(
        "pixels",
        type,
        layout,
        height,
        width,
        colour,
        Orient.EXIF,
        Decode.EXACT,
        new Resize(rule, side, Filter.LINEAR),
        Crop.CENTRE,
        plain ? 1 : 1 / 255.0,
        plain ? List.of() : mean.subList(0, colour.channels()),
        plain ? List.of() : std.subList(0, colour.channels()));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
