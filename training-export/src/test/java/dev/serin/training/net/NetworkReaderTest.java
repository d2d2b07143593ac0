package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.model.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of a network section are named with their line. */
class NetworkReaderTest {

  /** A file with nothing but a network. */
  record Whole(@JsonProperty(value = "network", required = true) NetworkConfig network) {}

  private static final String CUSTOM =
      """
      network:
        architecture: custom
        layers:
          - conv: {filters: 8, kernel: 5, padding: valid}
          - max-pool: 2
          - residual:
              - conv: {filters: 8}
              - batch-norm
          - activation: relu
          - dense:
              units: 16
              activation: relu
      """;

  private final Path folder;

  NetworkReaderTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of("custom\n", "cusom\n", "line 2: network: network.architecture must be one of"),
        Arguments.of(
            "kernel: 5", "kernal: 5", "line 4: network: unknown key 'layer 1 (conv).kernal'"),
        Arguments.of(
            "filters: 8, kernel",
            "filters: 0, kernel",
            "line 4: network: layer 1 (conv).filters must be a whole number from 1"),
        Arguments.of("filters: 8, kernel", "filters: \"8\", kernel", "not the text '8'"),
        Arguments.of(
            "{filters: 8, kernel: 5",
            "{kernel: 5",
            "line 4: network: layer 1 (conv): key 'filters' is missing"),
        Arguments.of(
            "padding: valid", "padding: none", "must be one of same, valid, not the text 'none'"),
        Arguments.of("kernel: 5", "kernel: [5, 5, 5]", "must be one number, or two"),
        Arguments.of(
            "max-pool: 2",
            "maxpool: 2",
            "line 5: network: layer 2 of network: there is no kind of layer 'maxpool'; known are"
                + " activation, avg-pool"),
        Arguments.of(
            "- conv: {filters: 8}",
            "- conv: {filters: 8.5}",
            "line 7: network: layer 3.1 (conv).filters"),
        Arguments.of(
            "        - batch-norm",
            "        - batch-norms",
            "line 8: network: layer 3.2 of network"),
        Arguments.of(
            "activation: relu\n    - dense",
            "activation: relux\n    - dense",
            "line 9: network: layer 4 (activation).function must be one of elu, gelu"),
        Arguments.of(
            "activation: relu\n    - dense",
            "activation: relu\n      dense: 3\n    - dense",
            "line 9: network: layer 4 of network must be one key"),
        Arguments.of(
            "        units: 16", "        units: many", "line 11: network: layer 5 (dense).units"),
        Arguments.of(
            "  layers:\n",
            "  layers: [3]\n  other:\n",
            "line 3: network: layer 1 of network: there is no kind"),
        Arguments.of(
            "  architecture: custom\n",
            "  architecture: custom\n  dropout: 0.1\n",
            "line 3: network: unknown key 'network.dropout'"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void read_fault_isNamedWithItsLine(String text, String by, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("net.yaml"), CUSTOM.replace(text, by));

    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> new StrictYaml().read(file, Whole.class))
        .withMessageStartingWith("net.yaml line ")
        .withMessageContaining(message);
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of(
            "kernel: 5",
            "kernel: 13",
            "line 4: layer 1 (conv): its kernel 13 x 13 is larger than the 12 x 12 values"),
        Arguments.of(
            "max-pool: 2",
            "max-pool: 9",
            "line 5: layer 2 (max-pool): its kernel 9 x 9 is larger than the 8 x 8 values"),
        Arguments.of(
            "- conv: {filters: 8}",
            "- conv: {filters: 9}",
            "line 6: layer 3 (residual): its layers make 9 x 4 x 4 of 8 x 4 x 4 values"),
        Arguments.of(
            "activation: relu\n    - dense",
            "dense: 3\n    - conv: 3\n    - dense",
            "line 10: layer 5 (conv): it needs an image, but 'dense1' gives 3"),
        Arguments.of(
            "activation: relu\n    - dense",
            "dropout: 0.5\n    - batch-norm\n    - dense",
            "line 10: layer 5 (batch-norm): a dropout before it has no effect"));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void blueprint_layerThatDoesNotFit_isNamedWithItsLine(String text, String by, String message)
      throws IOException {
    Path file = Files.writeString(folder.resolve("net.yaml"), CUSTOM.replace(text, by));
    NetworkConfig config = new StrictYaml().read(file, Whole.class).network();

    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(() -> config.blueprint(new ImageShape(3, 12, 12, 2)))
        .withMessageStartingWith(message);
  }

  @Test
  void blueprint_unharmed_fits() throws IOException {
    Path file = Files.writeString(folder.resolve("net.yaml"), CUSTOM);
    NetworkConfig config = new StrictYaml().read(file, Whole.class).network();

    assertThatCode(() -> config.blueprint(new ImageShape(3, 12, 12, 2))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource("others")
  void read_otherArchitectures_areStrictToo(String network, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("net.yaml"), "network: " + network + "\n");

    assertThatExceptionOfType(InvalidFileException.class)
        .isThrownBy(() -> new StrictYaml().read(file, Whole.class))
        .withMessageContaining(message);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("{widths: [1]}", "key 'architecture' is missing"),
        Arguments.of("cnn", "network must be a group of keys, not the text 'cnn'"),
        Arguments.of("{architecture: cnn}", "key 'widths' is missing"),
        Arguments.of("{architecture: cnn, widths: []}", "network.widths must be at least one"),
        Arguments.of("{architecture: cnn, widths: [4], dropout: 1.0}", "network.dropout must be"),
        Arguments.of("{architecture: cnn, widths: [4], blocks: 1}", "unknown key 'network.blocks'"),
        Arguments.of("{architecture: cnn, widths: [4], batch-norm: yes please}", "true or false"),
        Arguments.of(
            "{architecture: resnet, widths: [4, 8], blocks: [1, 1, 1]}",
            "network.blocks has 3 values for 2 widths"),
        Arguments.of("{architecture: mobilenet, version: 3}", "whole number from 1 to 2, not 3"),
        Arguments.of(
            "{architecture: mobilenet, stages: [{width: 8, expansion: 2}]}",
            "unknown key 'network.stages.expansion'"));
  }
}
