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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PixelSizeTest {
  @ParameterizedTest
  @CsvSource({
    "500, 375, 1",
    "1407, 1407, 1",
    "1408, 1408, 2",
    "1920, 1440, 2",
    "1440, 1920, 2",
    "4000, 3000, 2",
    "5632, 5632, 4",
    "23000, 22528, 8",
    "30000, 1500, 1", // a strip
  })
  void reductionFor_reducedDecode_leavesTheResizeEnough(int width, int height, int wanted) {
    InputSpec spec = spec(Decode.REDUCED, Rule.SHORTER_SIDE, 256);
    assertThat(new PixelSize(width, height).reductionFor(spec)).isEqualTo(wanted);
    assertThat(new PixelSize(width, height).reductionFor(spec(Decode.EXACT, Rule.EXACT, 16)))
        .isEqualTo(1);
  }

  @Test
  void reductionFor_anySize_neverMakesTheResizeGrowTheImage() {
    SplittableRandom random = new SplittableRandom(11);
    for (int run = 0; run < 20_000; run++) {
      PixelSize size = new PixelSize(1 + random.nextInt(9000), 1 + random.nextInt(9000));
      Rule rule = random.nextBoolean() ? Rule.EXACT : Rule.SHORTER_SIDE;
      InputSpec spec = spec(Decode.REDUCED, rule, 16 + random.nextInt(300));
      int reduction = size.reductionFor(spec);
      PixelSize resized = size.resizedFor(spec);
      assertThat(reduction == 1 || size.width() / reduction >= resized.width())
          .as("run %s: %s by %s to %s", run, size, reduction, resized)
          .isTrue();
      assertThat(reduction == 1 || size.height() / reduction >= resized.height())
          .as("run %s: %s by %s to %s", run, size, reduction, resized)
          .isTrue();
    }
  }

  private static InputSpec spec(Decode decode, Rule rule, int side) {
    return new InputSpec(
        "pixels",
        ElementType.UINT8,
        Layout.NHWC,
        side,
        side,
        Colour.RGB,
        Orient.EXIF,
        decode,
        new Resize(rule, side, Filter.AREA),
        Crop.CENTRE,
        1,
        List.of(),
        List.of());
  }
}
