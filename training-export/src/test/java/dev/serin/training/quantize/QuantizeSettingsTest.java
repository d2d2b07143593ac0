package dev.serin.training.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.training.quantize.QuantizeSettings.Activations;
import dev.serin.training.quantize.QuantizeSettings.RangeRule;
import dev.serin.training.quantize.QuantizeSettings.Weights;
import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizeSettingsTest {
  private final Path folder;

  QuantizeSettingsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void read_leastSection_hasTheDefaults() throws IOException {
    assertThat(read("type: int8\ncalibration: 200\n"))
        .isEqualTo(
            new QuantizeSettings(
                QuantizeSettings.Type.INT8,
                200,
                0.01,
                Weights.PAIRS,
                Activations.UINT8,
                RangeRule.MIN_MAX));
  }

  @Test
  void read_wholeSection_isTaken() throws IOException {
    assertThat(
            read(
                """
                type: int8
                calibration: 50
                accuracy-drop-at-most: 0.005
                weights: 7-bit
                activations: int8
                range: mse
                """))
        .isEqualTo(
            new QuantizeSettings(
                QuantizeSettings.Type.INT8,
                50,
                0.005,
                Weights.SEVEN_BITS,
                Activations.INT8,
                RangeRule.MSE));
  }

  @ParameterizedTest
  @CsvSource({
    "type: int4,type",
    "calibration: 0,export.quantize.calibration must be 1 to 100000 images",
    "accuracy-drop-at-most: 1.5,export.quantize.accuracy-drop-at-most must be a fraction",
    "accuracy-drop-at-most: -0.1,export.quantize.accuracy-drop-at-most must be a fraction",
    "weights: 6-bit,weights",
    "range: most,range",
    "wieghts: 7-bit,weights"
  })
  void read_badValue_isNamed(String line, String part) {
    String key = line.substring(0, line.indexOf(':'));
    String text = "type: int8\ncalibration: 200\n".replaceAll(key + ": .*\n", "") + line + "\n";

    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> read(text))
        .withMessageContaining(part);
  }

  private QuantizeSettings read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("quantize.yaml"), text);
    return new StrictYaml().read(file, QuantizeSettings.class);
  }
}
