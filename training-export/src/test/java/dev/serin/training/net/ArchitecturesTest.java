package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.serin.training.net.Classifier.LayerRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names, sizes and parameters of the networks that the architectures make. */
class ArchitecturesTest {
  private static final ImageShape FASHION = new ImageShape(1, 28, 28, 10);
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32, 10);
  private static final ImageShape IMAGENET = new ImageShape(3, 224, 224, 1000);

  @Test
  void layers_fashion1_areThoseOfThePublishedModel() throws IOException {
    assertThat(rows(shipped("fashion-1.yaml"), FASHION))
        .containsExactly(
            "layer0 ConvolutionLayer 16 x 24 x 24 416",
            "layer1 SubsamplingLayer 16 x 12 x 12 0",
            "layer2 ConvolutionLayer 32 x 8 x 8 12832",
            "layer3 SubsamplingLayer 32 x 4 x 4 0",
            "layer4 DenseLayer 128 65664",
            "layer5 OutputLayer 10 1290");
  }

  @Test
  void layers_fashion2_areThoseOfThePublishedModel() throws IOException {
    assertThat(rows(shipped("fashion-2.yaml"), FASHION))
        .containsExactly(
            "stem ConvolutionLayer 16 x 28 x 28 144",
            "stem-bn BatchNormalization 16 x 28 x 28 64",
            "stem-relu ActivationLayer 16 x 28 x 28 0",
            "stem-pool SubsamplingLayer 16 x 14 x 14 0",
            "block1-a ConvolutionLayer 16 x 14 x 14 2304",
            "block1-a-bn BatchNormalization 16 x 14 x 14 64",
            "block1-a-relu ActivationLayer 16 x 14 x 14 0",
            "block1-b ConvolutionLayer 16 x 14 x 14 2304",
            "block1-b-bn BatchNormalization 16 x 14 x 14 64",
            "block1-add ElementWiseVertex 16 x 14 x 14 0",
            "block1-relu ActivationLayer 16 x 14 x 14 0",
            "down ConvolutionLayer 32 x 7 x 7 4608",
            "down-bn BatchNormalization 32 x 7 x 7 128",
            "down-relu ActivationLayer 32 x 7 x 7 0",
            "block2-a ConvolutionLayer 32 x 7 x 7 9216",
            "block2-a-bn BatchNormalization 32 x 7 x 7 128",
            "block2-a-relu ActivationLayer 32 x 7 x 7 0",
            "block2-b ConvolutionLayer 32 x 7 x 7 9216",
            "block2-b-bn BatchNormalization 32 x 7 x 7 128",
            "block2-add ElementWiseVertex 32 x 7 x 7 0",
            "block2-relu ActivationLayer 32 x 7 x 7 0",
            "dense DenseLayer 128 200832",
            "output OutputLayer 10 1290");
  }

  /**
   * ResNet-20 with projections has 272,474 parameters; DL4J counts a mean and a variance for each
   * of its 784 normalised channels too.
   */
  @Test
  void parameters_resNet20_areThoseOfThePaper() {
    NetworkConfig config =
        NetworkConfigs.of("{architecture: resnet, widths: [16, 32, 64], blocks: 3}");

    assertThat(parameters(config, CIFAR)).isEqualTo(272_474 + 2 * 784);
  }

  /** The counts of the authors' networks as Keras publishes them, means and variances included. */
  @ParameterizedTest
  @CsvSource({"1, 1.0, 4253864", "1, 0.25, 475544", "2, 1.0, 3538984"})
  void parameters_mobileNet_areThePublished(int version, double multiplier, long published) {
    NetworkConfig config =
        NetworkConfigs.of(
            "{architecture: mobilenet, version: " + version + ", multiplier: " + multiplier + "}");

    assertThat(parameters(config, IMAGENET)).isEqualTo(published);
  }

  @Test
  void layers_custom_haveTheSizesThatTheyAreGiven() {
    NetworkConfig config =
        NetworkConfigs.of(
            """
            architecture: custom
            layers:
              - conv: {filters: 4, kernel: [3, 5], stride: [1, 2], padding: valid}
              - depthwise: {multiplier: 2, stride: 2}
              - residual:
                  - separable: {filters: 8}
                  - batch-norm
              - residual:
                  layers: [{conv: {filters: 6, stride: 2}}]
                  shortcut: projection
              - max-pool: {kernel: 2, stride: 1}
              - global-pool: max
              - dense: 5
            """);

    assertThat(rows(config, new ImageShape(3, 20, 31, 7)))
        .contains(
            "conv1 ConvolutionLayer 4 x 18 x 14 184",
            "depthwise1 DepthwiseConvolution2D 8 x 9 x 7 80",
            "residual1-separable1 SeparableConvolution2D 8 x 9 x 7 144",
            "residual1-batch-norm1 BatchNormalization 8 x 9 x 7 32",
            "residual1 ElementWiseVertex 8 x 9 x 7 0",
            "residual2-conv1 ConvolutionLayer 6 x 5 x 4 438",
            "residual2-skip ConvolutionLayer 6 x 5 x 4 48",
            "residual2-skip-bn BatchNormalization 6 x 5 x 4 24",
            "residual2 ElementWiseVertex 6 x 5 x 4 0",
            "max-pool1 SubsamplingLayer 6 x 4 x 3 0",
            "global-pool1 GlobalPoolingLayer 6 0",
            "dense1 DenseLayer 5 35",
            "output OutputLayer 7 42");
  }

  /** What is counted before a network is made is what DL4J makes of it. */
  @ParameterizedTest
  @CsvSource({
    "same, 1, 7",
    "same, 2, 7",
    "same, 3, 8",
    "valid, 1, 7",
    "valid, 2, 8",
    "valid, 3, 9"
  })
  void layers_windows_giveTheSizesThatDl4jGives(String padding, int stride, int side) {
    NetworkConfig config =
        NetworkConfigs.of(
            ("{architecture: custom, layers: [{conv: {filters: 2, kernel: 4, stride: %d, padding:"
                    + " %s}}, {avg-pool: {kernel: 2, stride: 2, padding: same}}]}")
                .formatted(stride, padding));
    ImageShape shape = new ImageShape(1, side, side + 1, 2);

    List<String> planned = config.blueprint(shape).parts().stream().map(Part::name).toList();
    List<LayerRow> rows = new Classifiers().create(config, shape, 1).layers();
    assertThat(rows).extracting(LayerRow::name).isEqualTo(planned);
    Blueprint blueprint = new Blueprint(shape);
    Window window = Window.of(4, stride, padding.equals("same"));
    blueprint.convolution("conv1", 2, window, true, org.nd4j.linalg.activations.Activation.RELU);
    assertThat(rows.get(0).output()).isEqualTo(Shapes.text(blueprint.head().gives()));
  }

  @Test
  void create_widthsTooSmallForTheImages_namesTheStage() {
    NetworkConfig config =
        NetworkConfigs.of("{architecture: cnn, widths: [4, 4, 4, 4], padding: valid}");

    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(() -> new Classifiers().create(config, FASHION, 1))
        .withMessage(
            "line 1: stage 4 of network: its kernel 3 x 3 is larger than the 1 x 1 values that are"
                + " left of the image");
  }

  @Test
  void create_denseOfAWholePhoto_isRefusedBeforeItFillsTheMemory() {
    NetworkConfig config =
        NetworkConfigs.of("{architecture: custom, layers: [{conv: 64}, {dense: 128}]}");

    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(() -> new Classifiers().create(config, IMAGENET, 1))
        .withMessageContaining("layer 2 (dense): it would have 411,041,792 weights");
  }

  private static List<String> rows(NetworkConfig config, ImageShape shape) {
    return new Classifiers()
        .create(config, shape, 1).layers().stream()
            .map(r -> r.name() + " " + r.kind() + " " + r.output() + " " + r.parameters())
            .toList();
  }

  private static long parameters(NetworkConfig config, ImageShape shape) {
    return new Classifiers()
        .create(config, shape, 1).layers().stream().mapToLong(LayerRow::parameters).sum();
  }

  private static NetworkConfig shipped(String name) throws IOException {
    YAMLMapper mapper = new YAMLMapper();
    return mapper.convertValue(
        mapper.readTree(Path.of("..", "config", "training", name).toFile()).get("network"),
        NetworkConfig.class);
  }
}
