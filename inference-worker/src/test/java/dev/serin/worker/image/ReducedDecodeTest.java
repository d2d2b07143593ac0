package dev.serin.worker.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize.Filter;
import dev.serin.worker.image.Resize.Rule;
import dev.serin.worker.testing.TestImages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code input.decode: reduced} of a manifest does. */
@ParameterizedClass
@EnumSource
final class ReducedDecodeTest {
  private static final int SIDE = 32;

  private final Optional<TurboJpeg> turbo;
  private final ImageDecoder decoder;

  ReducedDecodeTest(JpegLibrary jpeg) {
    turbo = jpeg.load();
    decoder = new ImageDecoder(50_000_000, turbo);
  }

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @AfterEach
  void close() {
    turbo.ifPresent(TurboJpeg::close);
  }

  @Test
  void decode_reduced_hasFewerPixelsAndTheSizeOfTheFile() throws Exception {
    ByteBuffer file = direct(JpegSamples.of(403, 301, 95));
    try (DecodedImage image = decoder.decode(file, spec(Decode.REDUCED, Rule.SHORTER_SIDE))) {
      assertThat(image.isReduced()).isTrue();
      assertThat(image.width()).isEqualTo(403);
      assertThat(image.height()).isEqualTo(301);
      assertThat(image.pixels().cols()).isBetween(SIDE, 202);
    }
    try (DecodedImage image = decoder.decode(file, spec(Decode.EXACT, Rule.SHORTER_SIDE))) {
      assertThat(image.isReduced()).isFalse();
      assertThat(image.pixels().cols()).isEqualTo(403);
    }
  }

  @Test
  void decode_reducedAndTurned_swapsTheSides() throws Exception {
    byte[] stored = JpegSamples.of(403, 301, 95);
    for (int orientation = 1; orientation <= 8; orientation++) {
      ByteBuffer file = direct(SampleImages.oriented(ImageFormat.JPEG, stored, orientation));
      try (DecodedImage image = decoder.decode(file, spec(Decode.REDUCED, Rule.EXACT))) {
        assertThat(image.isReduced()).isTrue();
        assertThat(image.width()).isEqualTo(orientation < 5 ? 403 : 301);
        assertThat(image.pixels().cols() > image.pixels().rows()).isEqualTo(orientation < 5);
      }
    }
  }

  @Test
  void decode_otherFormats_areNeverReduced() throws Exception {
    byte[] png = SampleImages.encode(".png", TestImages.scene(403, 301, 1));
    try (DecodedImage image =
        decoder.decode(direct(png), spec(Decode.REDUCED, Rule.SHORTER_SIDE))) {
      assertThat(image.isReduced()).isFalse();
    }
  }

  /** The same place of the image at the same place of the input, for sides of any remainder. */
  @Test
  void write_reducedImage_isNearTheExactOne() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 40; run++) {
      int width = 150 + random.nextInt(500);
      int height = 150 + random.nextInt(500);
      ByteBuffer file = direct(JpegSamples.of(width, height, 98));
      Rule rule = run % 2 == 0 ? Rule.EXACT : Rule.SHORTER_SIDE;
      byte[] exact = input(file, spec(Decode.EXACT, rule));
      byte[] reduced = input(file, spec(Decode.REDUCED, rule));
      for (int i = 0; i < exact.length; i++) {
        // The scene's colours climb by 200 over the image: by 6 and more a pixel of the input.
        assertThat(Math.abs((exact[i] & 0xff) - (reduced[i] & 0xff)))
            .as("run %s, %s x %s, at %s", run, width, height, i)
            .isLessThanOrEqualTo(4);
      }
    }
  }

  private byte[] input(ByteBuffer file, InputSpec spec) throws ImageException {
    ByteBuffer target = ByteBuffer.allocateDirect(spec.imageBytes()).order(ByteOrder.nativeOrder());
    try (Preprocessor preprocessor = new Preprocessor(spec);
        DecodedImage image = decoder.decode(file, spec)) {
      assertThat(image.isReduced()).isEqualTo(spec.decode() == Decode.REDUCED);
      preprocessor.write(image, target);
    }
    byte[] values = new byte[target.remaining()];
    target.get(values);
    return values;
  }

  private static InputSpec spec(Decode decode, Rule rule) {
    return new InputSpec(
        "pixels",
        ElementType.UINT8,
        Layout.NHWC,
        SIDE - 8,
        SIDE - 8,
        Colour.RGB,
        Orient.EXIF,
        decode,
        new Resize(rule, rule == Rule.EXACT ? SIDE - 8 : SIDE - 4, Filter.AREA),
        Crop.CENTRE,
        1,
        List.of(),
        List.of());
  }

  private static ByteBuffer direct(byte[] file) {
    return ByteBuffer.allocateDirect(file.length).put(file).flip();
  }
}
