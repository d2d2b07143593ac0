package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingConfigTest {
  private static final Path SHIPPED = Path.of("..", "config", "training");

  private final Path folder;

  TrainingConfigTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void read_shippedFiles_areValid() throws IOException {
    TrainingConfig one = read(SHIPPED.resolve("fashion-1.yaml"));
    TrainingConfig two = read(SHIPPED.resolve("fashion-2.yaml"));

    assertThat(one.version()).isEqualTo("1");
    assertThat(one.network().name()).isEqualTo("cnn");
    assertThat(one.augment().invertBackground()).isZero();
    assertThat(two.version()).isEqualTo("2");
    assertThat(two.network().name()).isEqualTo("resnet");
    assertThat(two.augment().invertBackground()).isEqualTo(0.5);
    assertThat(two.data()).isEqualTo(one.data());
    assertThat(two.export().tolerance()).isEqualTo(1e-4);
  }

  @Test
  void read_unknownKey_namesItItsLineAndTheNearest() throws IOException {
    List<String> lines = Files.readAllLines(SHIPPED.resolve("fashion-1.yaml"));
    int line = lines.indexOf("  batch: 64");
    lines.set(line, "  bacth: 64");
    Path file = Files.write(folder.resolve("wrong.yaml"), lines);

    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining("wrong.yaml line " + (line + 1))
        .withMessageContaining("training.bacth")
        .withMessageContaining("did you mean 'batch'");
  }

  @Test
  void read_valueOutOfRange_namesKeyAndRange() throws IOException {
    assertRefused("  epochs: 6", "  epochs: 0", "training.epochs must be 1 to 10000, not 0");
    assertRefused("  shift: 0", "  shift: 65", "augment.shift must be 0 to 64, not 65");
    assertRefused("model: fashion", "model: ../x", "model must be lower-case letters");
    assertRefused("  colour: GREY", "  colour: RGB", "input");
  }

  @Test
  void read_keyMissing_namesIt() throws IOException {
    assertRefused("  batch: 64", "", "batch");
  }

  private void assertRefused(String line, String by, String message) throws IOException {
    List<String> lines = Files.readAllLines(SHIPPED.resolve("fashion-1.yaml"));
    assertThat(lines).contains(line);
    lines.set(lines.indexOf(line), by);
    Path file = Files.write(folder.resolve("wrong.yaml"), lines);
    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> read(file))
        .satisfies(e -> assertThat(e.getMessage()).contains(message));
  }

  private static TrainingConfig read(Path file) throws IOException {
    return new StrictYaml().read(file, TrainingConfig.class);
  }
}
