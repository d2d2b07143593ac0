package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.ImageException.Reason;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.SharedData;
import dev.serin.worker.testing.TestImages;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.Core;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Files of every format but JPEG that end early, closed by hand in the ways their formats allow: an
 * error, or every pixel of the whole file.
 */
final class CutFilesTest {
  private static final long SEED = 16;
  private static final int STRIP_COUNTS = 279;
  private static final int STRIP_OFFSETS = 273;

  private final ImageDecoder decoder = new ImageDecoder(2_000_000);

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"PNG", "WEBP", "GIF", "BMP"})
  void decode_cutAndClosed_isRefusedOrWhole(ImageFormat format) throws Exception {
    byte[] file = SampleImages.of(format);
    assertThat(refused(file, SEED)).as("files that are refused").isGreaterThan(70);
  }

  /** Lossy: SampleImages has none. */
  @Test
  void decode_lossyWebpCutAndClosed_isRefusedOrWhole() throws Exception {
    byte[] file = encoded(".webp", Imgcodecs.IMWRITE_WEBP_QUALITY, 70);
    assertThat(new String(file, 12, 4, StandardCharsets.US_ASCII)).isEqualTo("VP8 ");
    assertThat(refused(file, SEED)).isGreaterThan(100);
    byte[] extended = SampleImages.oriented(ImageFormat.WEBP, SampleImages.of(ImageFormat.WEBP), 1);
    assertThat(refused(extended, SEED)).isGreaterThan(80);
  }

  /** No compression, LZW, deflate and PackBits. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 8, 32773})
  void decode_tiffStripShortOrBeyondTheEnd_isRefused(int compression) throws Exception {
    byte[] file = encoded(".tiff", Imgcodecs.IMWRITE_TIFF_COMPRESSION, compression);
    decoder.decode(file, Orient.NONE).close();
    long[] counts =
        new TiffDirectory(new ByteReader(ByteBuffer.wrap(file), ImageFormat.TIFF), 0)
            .values(STRIP_COUNTS);
    assertThat(counts.length).isGreaterThan(2);
    for (int strip = 0; strip < counts.length; strip++) {
      refuses(patched(file, STRIP_OFFSETS, strip, file.length - 3), "beyond the end");
      // Where the first two of many uncompressed strips differ, libtiff works all lengths out.
      if (compression != 1 || strip > 1) {
        refuses(patched(file, STRIP_COUNTS, strip, (int) counts[strip] * 2 / 3), "is not whole");
      }
    }
  }

  @Test
  void decode_gifClosedByHand_saysHowManyPixelsThereAre() throws Exception {
    byte[] file = TestImages.encoded("gif", TestImages.scene(120, 90, 1));
    byte[] closed = gifClosed(file, file.length / 2);
    ImageException refused = refuses(closed, "of 10,800 pixels are there");
    assertThat(refused.incomplete()).isTrue();
  }

  @Test
  void decode_pngWithoutItsEnd_saysSo() throws Exception {
    byte[] file = SampleImages.of(ImageFormat.PNG);
    refuses(Arrays.copyOf(file, file.length - 12), "its chunk IEND is missing");
    file[file.length / 2] ^= 1;
    refuses(file, "the checksum of its chunk IDAT is wrong");
  }

  @Test
  void decode_webpAnnouncingMore_saysHowMuchIsThere() throws Exception {
    byte[] file = SampleImages.of(ImageFormat.WEBP);
    byte[] cut = Arrays.copyOf(file, file.length - 20);
    refuses(cut, "it ends early: %,d of %,d bytes are there".formatted(cut.length, file.length));
  }

  @Test
  void decode_corpusCutAndClosed_isRefusedOrWhole() throws Exception {
    try (Stream<Path> files = Files.walk(SharedData.require("data/decode"))) {
      for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
        byte[] file = Files.readAllBytes(path);
        if (file.length < 20_000 && isWhole(file)) {
          refused(file, SEED + file.length);
        }
      }
    }
  }

  private boolean isWhole(byte[] file) {
    try {
      ImageFormat format = ImageHeader.read(ByteBuffer.wrap(file)).format();
      decoder.decode(file, Orient.NONE).close();
      return format != ImageFormat.JPEG && format != ImageFormat.TIFF;
    } catch (ImageException e) {
      return false;
    }
  }

  /** How many of the cuts are refused; each other one must give the pixels of the whole file. */
  private int refused(byte[] file, long seed) throws ImageException {
    SplittableRandom random = new SplittableRandom(seed);
    int refused = 0;
    try (DecodedImage whole = decoder.decode(file, Orient.NONE)) {
      for (int i = 0; i < 40; i++) {
        int at = i < 12 ? file.length - 1 - i : 12 + random.nextInt(file.length - 12);
        for (byte[] cut : closed(file, Math.max(at, 12))) {
          try (DecodedImage image = decoder.decode(cut, Orient.NONE)) {
            assertThat(image.pixels().size()).isEqualTo(whole.pixels().size());
            assertThat(Core.norm(image.pixels(), whole.pixels(), Core.NORM_INF))
                .as("seed %d, %d of %d bytes", seed, at, file.length)
                .isZero();
          } catch (ImageException e) {
            assertThat(e.getMessage()).isNotBlank();
            refused++;
          }
        }
      }
    }
    return refused;
  }

  /** The first {@code at} bytes, as they are and with the end that its format wants. */
  private static List<byte[]> closed(byte[] file, int at) throws ImageException {
    byte[] cut = Arrays.copyOf(file, at);
    List<byte[]> closed = new ArrayList<>(List.of(cut));
    switch (ImageHeader.read(ByteBuffer.wrap(file)).format()) {
      case PNG -> {
        closed.add(joined(cut, chunk("IEND", new byte[0])));
        closed.add(pngClosed(file, at));
      }
      case WEBP -> {
        closed.add(announcing(cut, 4, at - 8));
        closed.add(announcing(announcing(cut, 4, at - 8), 16, Math.max(0, at - 20)));
      }
      case GIF -> {
        closed.add(joined(cut, new byte[] {0, 0x3b}));
        closed.add(gifClosed(file, at));
      }
      case BMP -> closed.add(announcing(cut, 2, at));
      case JPEG, TIFF -> {
        // have tests of their own
      }
    }
    return closed;
  }

  /** The chunk that is cut is made shorter, with a good checksum, and IEND put behind it. */
  private static byte[] pngClosed(byte[] file, int end) {
    int at = 8;
    while (at + 12 <= end) {
      int length = ByteBuffer.wrap(file).getInt(at);
      if (at + 12 + length > end) {
        String type = new String(file, at + 4, 4, StandardCharsets.US_ASCII);
        byte[] data = Arrays.copyOfRange(file, at + 8, Math.min(end, at + 8 + length));
        return joined(Arrays.copyOf(file, at), chunk(type, data), chunk("IEND", new byte[0]));
      }
      at += 12 + length;
    }
    return joined(Arrays.copyOf(file, at), chunk("IEND", new byte[0]));
  }

  private static byte[] chunk(String type, byte[] data) {
    CRC32 checksum = new CRC32();
    checksum.update(SampleImages.ascii(type));
    checksum.update(data);
    return ByteBuffer.allocate(12 + data.length)
        .putInt(data.length)
        .put(SampleImages.ascii(type))
        .put(data)
        .putInt((int) checksum.getValue())
        .array();
  }

  /** The block that is cut is made shorter, and the end of the frame and of the file put behind. */
  private static byte[] gifClosed(byte[] file, int end) throws ImageException {
    GifHeader header = GifHeader.read(new ByteReader(ByteBuffer.wrap(file), ImageFormat.GIF));
    int at = (int) header.data() + 1;
    while (at < end && file[at] != 0) {
      int next = at + 1 + (file[at] & 0xff);
      if (next > end) {
        byte[] cut = Arrays.copyOf(file, end);
        cut[at] = (byte) (end - at - 1);
        return joined(cut, end - at == 1 ? new byte[] {0x3b} : new byte[] {0, 0x3b});
      }
      at = next;
    }
    return joined(Arrays.copyOf(file, Math.min(at, end)), new byte[] {0, 0x3b});
  }

  private static byte[] announcing(byte[] file, int at, int bytes) {
    byte[] patched = file.clone();
    if (at + 4 <= file.length) {
      ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putInt(at, bytes);
    }
    return patched;
  }

  private ImageException refuses(byte[] file, String message) {
    try (DecodedImage image = decoder.decode(file, Orient.NONE)) {
      throw new AssertionError("%s is served".formatted(image));
    } catch (ImageException e) {
      assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE);
      assertThat(e.getMessage()).contains(message);
      return e;
    }
  }

  /** {@code file} with another number at {@code index} of those under {@code tag}. */
  private static byte[] patched(byte[] file, int tag, int index, int value) {
    byte[] patched = file.clone();
    ByteBuffer out = ByteBuffer.wrap(patched).order(order(file));
    int directory = out.getInt(4);
    for (int i = 0; i < out.getShort(directory); i++) {
      int at = directory + 2 + 12 * i;
      if (out.getShort(at) == tag) {
        boolean isShort = out.getShort(at + 2) == 3;
        if (isShort) {
          out.putShort(out.getInt(at + 8) + 2 * index, (short) value);
        } else {
          out.putInt(out.getInt(at + 8) + 4 * index, value);
        }
        return patched;
      }
    }
    throw new AssertionError("no tag " + tag);
  }

  private static ByteOrder order(byte[] file) {
    return file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static byte[] encoded(String extension, int... options) {
    Mat pixels = SampleImages.pixels(TestImages.scene(120, 90, 1));
    MatOfByte encoded = new MatOfByte();
    MatOfInt parameters = new MatOfInt(options);
    try {
      assertThat(Imgcodecs.imencode(extension, pixels, encoded, parameters)).isTrue();
      return encoded.toArray();
    } finally {
      parameters.release();
      encoded.release();
      pixels.release();
    }
  }

  private static byte[] joined(byte[]... pieces) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      file.writeBytes(piece);
    }
    return file.toByteArray();
  }
}
