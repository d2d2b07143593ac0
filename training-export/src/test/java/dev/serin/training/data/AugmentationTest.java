package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentationTest {
  private static final Augmentation.Colour NO_COLOUR = new Augmentation.Colour(0, 0, 0);

  @TempDir Path folder;

  @Test
  void read_nothingNamed_doesNothing() throws IOException {
    assertThat(read("{}")).isEqualTo(Augmentation.NONE);
    assertThat(read("{}").leavesPixels()).isTrue();
  }

  @Test
  void read_everyKey_isTaken() throws IOException {
    assertThat(
            read(
                """
                invert-background: 0.1
                flip: 0.2
                shift: 3
                rotate: 40
                crop: 0.5
                colour: {brightness: 0.6, contrast: 0.7, saturation: 0.8}
                cutout: 0.25
                mixup: 0.3
                """))
        .isEqualTo(
            new Augmentation(
                0.1, 0.2, 3, 40, 0.5, new Augmentation.Colour(0.6, 0.7, 0.8), 0.25, 0.3));
  }

  @Test
  void read_unknownKey_isRefusedWithTheNearestOne() {
    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> read("flipp: 0.5"))
        .withMessageContaining("did you mean 'flip'");
  }

  @Test
  void construct_badValues_nameTheKey() {
    refused("augment.invert-background", 1.5, 0, 0, 0, 1, 0, 0);
    refused("augment.flip", 0, Double.NaN, 0, 0, 1, 0, 0);
    refused("augment.shift", 0, 0, -1, 0, 1, 0, 0);
    refused("augment.rotate", 0, 0, 0, 181, 1, 0, 0);
    refused("augment.crop", 0, 0, 0, 0, 0, 0, 0);
    refused("augment.cutout", 0, 0, 0, 0, 1, 1, 0);
    refused("augment.mixup", 0, 0, 0, 0, 1, 0, -1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Augmentation.Colour(0, 1, 0))
        .withMessageContaining("augment.colour.contrast");
  }

  private static void refused(
      String key,
      double invert,
      double flip,
      int shift,
      double rotate,
      double crop,
      double cutout,
      double mixup) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Augmentation(invert, flip, shift, rotate, crop, NO_COLOUR, cutout, mixup))
        .withMessageContaining(key);
  }

  private Augmentation read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("augment.yaml"), yaml);
    return new StrictYaml().read(file, Augmentation.class);
  }
}
