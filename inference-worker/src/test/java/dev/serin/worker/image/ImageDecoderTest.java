package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.worker.image.ImageException.Reason;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.NativeMemory;
import dev.serin.worker.testing.TestImages;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.Scalar;

@ParameterizedClass
@EnumSource
final class ImageDecoderTest {
  private static final int PIXELS_MAX = 1_000_000;

  private final Optional<TurboJpeg> turbo;
  private final ImageDecoder decoder;

  ImageDecoderTest(JpegLibrary jpeg) {
    turbo = jpeg.load();
    decoder = new ImageDecoder(PIXELS_MAX, turbo);
  }

  @AfterEach
  void close() {
    turbo.ifPresent(TurboJpeg::close);
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void decode_eachFormat_givesSizeAndColours(ImageFormat format) throws Exception {
    byte[] file = SampleImages.of(format);
    ImageHeader header = ImageHeader.read(ByteBuffer.wrap(file));
    assertThat(header).isEqualTo(new ImageHeader(format, SampleImages.WIDTH, SampleImages.HEIGHT));
    try (DecodedImage image = decoder.decode(file, Orient.EXIF)) {
      assertThat(image.format()).isEqualTo(format);
      assertThat(image.width()).isEqualTo(SampleImages.WIDTH);
      assertThat(image.height()).isEqualTo(SampleImages.HEIGHT);
      Mat original = SampleImages.pixels(TestImages.scene(40, 28, 1));
      Scalar wanted = Core.mean(original);
      original.release();
      Scalar found = Core.mean(image.pixels());
      for (int c = 0; c < 3; c++) {
        assertThat(found.val[c]).as("channel %s", c).isCloseTo(wanted.val[c], within(4.0));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void decode_truncatedAnywhere_isRefusedOrTheWholeImage(ImageFormat format) {
    byte[] file = SampleImages.of(format);
    for (int length = 0; length < file.length; length += 1 + length / 40) {
      byte[] cut = Arrays.copyOf(file, length);
      try (DecodedImage image = decoder.decode(cut, Orient.EXIF)) {
        // Only bytes that no pixel depends on may be missing: a checksum, padding, an end mark.
        assertThat(file.length - length).as("%s bytes of %s", length, file.length).isLessThan(32);
        assertThat(image.width()).isEqualTo(SampleImages.WIDTH);
      } catch (ImageException e) {
        assertThat(e.reason())
            .isIn(Reason.UNDECODABLE, length < 12 ? Reason.UNSUPPORTED_FORMAT : Reason.UNDECODABLE);
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ImageFormat.class)
  void decode_garbageAfterTheImage_isIgnored(ImageFormat format) throws Exception {
    byte[] file = SampleImages.of(format);
    byte[] longer = Arrays.copyOf(file, file.length + 1000);
    Arrays.fill(longer, file.length, longer.length, (byte) 0x5a);
    try (DecodedImage image = decoder.decode(longer, Orient.EXIF)) {
      assertThat(image.width()).isEqualTo(SampleImages.WIDTH);
    }
  }

  @Test
  void decode_nameOfAnotherFormat_goesByTheBytes() throws Exception {
    for (Map.Entry<ImageFormat, byte[]> sample : SampleImages.all().entrySet()) {
      assertThat(ImageHeader.read(ByteBuffer.wrap(sample.getValue())).format())
          .isEqualTo(sample.getKey());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"JPEG", "PNG", "WEBP"})
  void decode_exifOrientation_isAppliedOnlyIfAskedFor(ImageFormat format) throws Exception {
    for (int orientation = 1; orientation <= 8; orientation++) {
      requireOrientation(format, orientation);
    }
  }

  private void requireOrientation(ImageFormat format, int orientation) throws Exception {
    BufferedImage scene = TestImages.plain(40, 24, 0x0000ff);
    for (int y = 0; y < 12; y++) {
      for (int x = 0; x < 20; x++) {
        scene.setRGB(x, y, 0xff0000); // red at the stored top left
      }
    }
    byte[] upright = SampleImages.encode("." + format.label(), scene);
    byte[] file = SampleImages.oriented(format, upright, orientation);
    try (DecodedImage stored = decoder.decode(file, Orient.NONE)) {
      assertThat(stored.width()).isEqualTo(40);
      assertThat(redCorner(stored)).isEqualTo("top left");
    }
    try (DecodedImage shown = decoder.decode(file, Orient.EXIF)) {
      assertThat(shown.width()).isEqualTo(orientation < 5 ? 40 : 24);
      assertThat(shown.height()).isEqualTo(orientation < 5 ? 24 : 40);
      String[] corners = {
        "top left", "top right", "bottom right", "bottom left",
        "top left", "top right", "bottom right", "bottom left"
      };
      assertThat(redCorner(shown)).as("" + orientation).isEqualTo(corners[orientation - 1]);
    }
  }

  @Test
  void decode_tooManyPixels_isRefusedByTheHeader() {
    byte[] png = SampleImages.of(ImageFormat.PNG);
    for (int side : new int[] {30_000, Integer.MAX_VALUE}) {
      putBigEndian(png, 16, side);
      putBigEndian(png, 20, side);
      refuses(png, Reason.TOO_MANY_PIXELS, side + " x " + side + " pixels are more than the limit");
      refuses(Arrays.copyOf(png, 24), Reason.TOO_MANY_PIXELS, "the limit of 1000000");
    }
    putBigEndian(png, 16, 0);
    refuses(png, Reason.UNDECODABLE, "its size is 0 x ");
    byte[] gif = SampleImages.of(ImageFormat.GIF);
    gif[6] = gif[7] = gif[8] = gif[9] = (byte) 0xff;
    refuses(gif, Reason.TOO_MANY_PIXELS, "65535 x 65535");
    byte[] bmp = SampleImages.of(ImageFormat.BMP);
    bmp[21] = bmp[25] = 0x70;
    refuses(bmp, Reason.TOO_MANY_PIXELS, "the limit of 1000000");
    bmp[21] = (byte) 0x80;
    refuses(bmp, Reason.UNDECODABLE, "its size is -");
  }

  @Test
  void decode_pixelsAtTheLimit_passes() throws Exception {
    byte[] file = SampleImages.of(ImageFormat.PNG);
    int pixels = SampleImages.WIDTH * SampleImages.HEIGHT;
    new ImageDecoder(pixels).decode(file, Orient.EXIF).close();
    assertThatThrownBy(() -> new ImageDecoder(pixels - 1).decode(file, Orient.EXIF))
        .hasMessage("40 x 28 pixels are more than the limit of 1119");
  }

  @Test
  void decode_notAnImage_isUnsupported() {
    refuses(new byte[0], Reason.UNSUPPORTED_FORMAT, "the image is empty");
    for (String text :
        new String[] {
          "\0",
          "<!DOCTYPE html>",
          "PK\3\4",
          "GIF88a..........",
          "RIFF....WAVEfmt ",
          "....ftypavif",
          "\0\0\1\0\1\0",
          "%PDF-1.7",
          "\u00ff\u00d8"
        }) {
      refuses(SampleImages.ascii(text), Reason.UNSUPPORTED_FORMAT, "not a JPEG, PNG, WebP");
    }
  }

  @Test
  void decode_headerOnly_isUndecodable() {
    for (String text :
        new String[] {
          "\u00ff\u00d8\u00ff",
          "\u0089PNG\r\n\u001a\n",
          "RIFF....WEBP",
          "RIFF....WEBPVP8 ",
          "GIF89a",
          "BM",
          "II*\0",
          "MM\0*\0\0\0\u0008\0\0"
        }) {
      refuses(SampleImages.ascii(text), Reason.UNDECODABLE, "damaged ");
    }
  }

  @Test
  void decode_animatedWebp_isUnsupported() {
    byte[] file = new byte[40];
    System.arraycopy(SampleImages.ascii("RIFF....WEBPVP8X"), 0, file, 0, 16);
    file[20] = 2;
    refuses(file, Reason.UNSUPPORTED_FORMAT, "animated WebP");
  }

  @Test
  void decode_gifFrameBesideTheOrigin_isPaintedOnItsCanvas() throws Exception {
    byte[] gif = TestImages.encoded("gif", TestImages.plain(4, 3, 0x00ff00));
    int frame = frameOf(gif);
    gif[6] = 10; // canvas 10 x 8
    gif[8] = 8;
    gif[frame + 1] = 5;
    gif[frame + 3] = 4;
    try (DecodedImage image = decoder.decode(gif, Orient.EXIF)) {
      assertThat(image.width()).isEqualTo(10);
      assertThat(image.height()).isEqualTo(8);
      assertThat(image.pixels().get(0, 0)).containsExactly(0, 0, 0);
      assertThat(image.pixels().get(4, 5)).containsExactly(0, 255, 0);
      assertThat(image.pixels().get(6, 8)).containsExactly(0, 255, 0);
      assertThat(image.pixels().get(7, 8)).containsExactly(0, 0, 0);
    }
  }

  @Test
  void close_manyLargeImages_releasesTheirMemory() throws Exception {
    assumeThat(NativeMemory.isKnown()).as("no /proc/self/status here").isTrue();
    byte[] file = SampleImages.encode(".bmp", TestImages.scene(1000, 900, 1));
    byte[] cut = Arrays.copyOf(file, file.length / 2);
    List<DecodedImage> held = new ArrayList<>(); // or else the garbage collector may help out
    decodeBoth(file, cut, 10, held);
    long before = NativeMemory.residentBytes();
    decodeBoth(file, cut, 150, held);
    // Each file, and the pixels of each, is 2.7 MB of native memory.
    assertThat(NativeMemory.residentBytes() - before).isLessThan(200L << 20);
    assertThat(held).allMatch(image -> image.pixels().empty());
  }

  private void decodeBoth(byte[] file, byte[] cut, int times, List<DecodedImage> held)
      throws ImageException {
    for (int i = 0; i < times; i++) {
      DecodedImage image = decoder.decode(file, Orient.EXIF);
      image.close();
      held.add(image);
      refuses(cut, Reason.UNDECODABLE, "damaged bmp file");
    }
  }

  private static int frameOf(byte[] gif) throws ImageException {
    for (int at = 13; at < gif.length; at++) {
      if (gif[at] == 0x2c && gif[at + 5] == 4 && gif[at + 7] == 3) {
        return at;
      }
    }
    throw new AssertionError("no frame");
  }

  private static String redCorner(DecodedImage image) {
    String corner = "";
    for (int bottom = 0; bottom < 2; bottom++) {
      for (int right = 0; right < 2; right++) {
        double[] bgr =
            image
                .pixels()
                .get(bottom == 0 ? 2 : image.height() - 3, right == 0 ? 2 : image.width() - 3);
        if (bgr[2] > 128) {
          corner += (bottom == 0 ? "top " : "bottom ") + (right == 0 ? "left" : "right");
        }
      }
    }
    return corner;
  }

  private void refuses(byte[] file, Reason reason, String message) {
    assertThatThrownBy(() -> decoder.decode(file, Orient.EXIF))
        .isInstanceOfSatisfying(ImageException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(message);
  }

  private static void putBigEndian(byte[] bytes, int at, int value) {
    for (int i = 0; i < 4; i++) {
      bytes[at + i] = (byte) (value >> (24 - 8 * i));
    }
  }
}
