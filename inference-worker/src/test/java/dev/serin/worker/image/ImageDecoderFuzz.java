package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.testing.NativeMemory;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged files: an image or an {@link ImageException}, and nothing left behind. */
final class ImageDecoderFuzz {
  private static final int CASES = 8_000;
  private static final long NANOS_MAX = 8_000_000_000L;
  private static final long GROWTH_MAX = 128L << 20;

  @ParameterizedTest
  @EnumSource
  @Timeout(60)
  void decode_damagedFiles_isAnImageOrAnImageException(JpegLibrary jpeg) throws Exception {
    OpenCv.load();
    Optional<TurboJpeg> turbo = jpeg.load();
    ImageDecoder decoder = new ImageDecoder(1_000_000, turbo);
    // What else is in the list takes the same way with and without libturbojpeg.
    List<byte[]> seeds =
        turbo.isPresent() ? JpegSamples.all() : List.copyOf(SampleImages.all().values());
    long start = System.nanoTime();
    long residentBefore = 0;
    int images = 0;
    int cases = 0;
    for (; cases < CASES && System.nanoTime() - start < NANOS_MAX; cases++) {
      if (cases == CASES / 6 && NativeMemory.isKnown()) {
        residentBefore = NativeMemory.residentBytes();
      }
      images += decode(decoder, damaged(seeds, new SplittableRandom(cases)), cases);
    }
    turbo.ifPresent(TurboJpeg::close);
    assertThat(images).as("cases that are images still, of %s", cases).isBetween(1, cases - 1);
    if (residentBefore > 0) {
      assertThat(NativeMemory.residentBytes() - residentBefore)
          .as("bytes grown over %s cases", cases)
          .isLessThan(GROWTH_MAX);
    }
  }

  private static int decode(ImageDecoder decoder, byte[] file, long seed) {
    try (DecodedImage image = decoder.decode(file, Orient.EXIF)) {
      assertThat((long) image.width() * image.height())
          .as("seed %s", seed)
          .isBetween(1L, 1_000_000L);
      assertThat(image.pixels().channels()).as("seed %s", seed).isEqualTo(3);
      return 1;
    } catch (ImageException e) {
      assertThat(e.getMessage()).as("seed %s", seed).isNotBlank();
      return 0;
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] damaged(List<byte[]> seeds, SplittableRandom random) {
    byte[] file = seeds.get(random.nextInt(seeds.size())).clone();
    switch (random.nextInt(4)) {
      case 0 -> flip(file, file.length, random);
      case 1 -> flip(file, Math.min(64, file.length), random); // where the headers are
      case 2 -> file = Arrays.copyOf(file, random.nextInt(file.length));
      default -> {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        int to = 16 + random.nextInt(file.length - 16);
        int from = random.nextInt(other.length);
        int length = Math.min(1 + random.nextInt(300), other.length - from);
        System.arraycopy(other, from, file, to, Math.min(length, file.length - to));
      }
    }
    return file;
  }

  private static void flip(byte[] file, int within, SplittableRandom random) {
    for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
      file[random.nextInt(within)] ^= (byte) (1 << random.nextInt(8));
    }
  }
}
