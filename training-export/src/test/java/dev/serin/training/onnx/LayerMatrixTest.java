package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SpaceToDepthLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.ElementWiseMultiplicationLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every layer that moves no window, with its settings, in both layouts of images. */
class LayerMatrixTest {
  private static final int HEIGHT = 6;
  private static final int WIDTH = 8;
  private static final int CHANNELS = 4;

  /** Layers, made anew for each network: a network writes sizes into them. */
  record Row(String name, Function<CNN2DFormat, List<Layer>> layers, List<CNN2DFormat> formats) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Arguments> rows() {
    List<Row> rows = new ArrayList<>();
    normalisations(rows);
    globalPoolings(rows);
    resizings(rows);
    activations(rows);
    withoutBias(rows);
    dense(rows);
    regularisations(rows);
    return rows.stream()
        .flatMap(row -> row.formats().stream().map(format -> Arguments.of(format, row)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("rows")
  void export_layers_answersAsDl4j(CNN2DFormat format, Row row) throws Exception {
    ListBuilder list = Networks.base().list();
    row.layers().apply(format).forEach(list::layer);
    MultiLayerNetwork network =
        Helpers.sequential(
            format,
            list.layer(Networks.output())
                .setInputType(InputType.convolutional(HEIGHT, WIDTH, CHANNELS, format))
                .build());
    Map<String, INDArray> first = parameters(network);

    trial(format).trained(network, 2, 4).proven(format + " " + row, network);

    if (!row.name().startsWith("frozen")) {
      assertThat(Trial.unmoved(first, network.paramTable())).isEmpty();
    }
  }

  private static Trial trial(CNN2DFormat format) {
    return new Trial(Networks.CLASSES, shape(format));
  }

  private static long[] shape(CNN2DFormat format) {
    return format == CNN2DFormat.NCHW
        ? new long[] {CHANNELS, HEIGHT, WIDTH}
        : new long[] {HEIGHT, WIDTH, CHANNELS};
  }

  private static Map<String, INDArray> parameters(MultiLayerNetwork network) {
    Map<String, INDArray> copy = new HashMap<>();
    network.paramTable().forEach((name, value) -> copy.put(name, value.dup()));
    return copy;
  }

  private static void normalisations(List<Row> rows) {
    add(rows, "batch norm", BatchNormalization::new);
    add(rows, "batch norm after convolution", () -> convolution(), BatchNormalization::new);
    add(
        rows,
        "batch norm of plain variance",
        () -> new BatchNormalization.Builder().useLogStd(false).build());
    addPlanes(
        rows,
        "batch norm locked",
        () -> new BatchNormalization.Builder().lockGammaBeta(true).gamma(1.5).beta(0.25).build());
    addPlanes(
        rows,
        "batch norm locked, of plain variance",
        () ->
            new BatchNormalization.Builder()
                .useLogStd(false)
                .lockGammaBeta(true)
                .gamma(0.5)
                .beta(-1)
                .build());
    add(
        rows,
        "batch norm of other epsilon and decay",
        () -> new BatchNormalization.Builder().eps(0.1).decay(0.5).build());
    add(
        rows,
        "batch norm that claims an activation",
        () -> new BatchNormalization.Builder().activation(Activation.RELU).build());
    add(rows, "batch norm of features", () -> dense(Activation.IDENTITY), BatchNormalization::new);
    for (double n : new double[] {1, 3, 5}) {
      add(
          rows,
          "local response norm of " + n,
          () -> new LocalResponseNormalization.Builder(2, n, 0.3, 0.75).build());
    }
  }

  private static void globalPoolings(List<Row> rows) {
    for (PoolingType type : PoolingType.values()) {
      add(rows, "global pooling " + type, () -> convolution(), () -> globalPooling(type, true));
      addPlanes(
          rows,
          "global pooling " + type + ", dimensions kept",
          () -> convolution(),
          () -> globalPooling(type, false));
    }
  }

  private static Layer globalPooling(PoolingType type, boolean collapse) {
    return new GlobalPoolingLayer.Builder(type).pnorm(3).collapseDimensions(collapse).build();
  }

  private static void resizings(List<Row> rows) {
    add(rows, "upsampling", () -> new Upsampling2D.Builder(2).build());
    add(
        rows,
        "upsampling, oblong",
        () -> new Upsampling2D.Builder().size(new int[] {2, 3}).build());
    add(rows, "zero padding", () -> new ZeroPaddingLayer.Builder(1, 2, 3, 0).build());
    add(rows, "cropping", () -> new Cropping2D.Builder(1, 2, 0, 3).build());
    add(rows, "space to depth", () -> new SpaceToDepthLayer.Builder<>().blocks(2).build());
    add(
        rows,
        "all resizings",
        () -> convolution(),
        () -> new ZeroPaddingLayer.Builder(1, 1).build(),
        () -> new Cropping2D.Builder(1, 0, 2, 1).build(),
        () -> new Upsampling2D.Builder(2).build());
  }

  private static void activations(List<Row> rows) {
    for (Activation activation : Activation.values()) {
      if (activation != Activation.RRELU) {
        add(rows, "dense " + activation, () -> dense(activation));
        add(
            rows,
            "convolution " + activation,
            () -> new ConvolutionLayer.Builder(3, 3).nOut(4).activation(activation).build());
        add(
            rows,
            "activation " + activation,
            () ->
                new ConvolutionLayer.Builder(2, 3).nOut(4).activation(Activation.IDENTITY).build(),
            () -> new ActivationLayer.Builder().activation(activation).build());
      }
    }
    add(
        rows,
        "leaky relu of its own slope",
        () -> convolution(),
        () -> new ActivationLayer.Builder().activation(new ActivationLReLU(0.3)).build());
    add(
        rows,
        "elu of its own alpha",
        () -> new DenseLayer.Builder().nOut(6).activation(new ActivationELU(0.4)).build());
    for (long[] shared : new long[][] {{}, {1}, {2}}) {
      rows.add(prelu("prelu that shares " + Arrays.toString(shared), shared));
    }
    add(
        rows,
        "prelu of features",
        () -> dense(Activation.IDENTITY),
        () -> new PReLULayer.Builder().inputShape(6).build());
  }

  private static Row prelu(String name, long... shared) {
    return new Row(
        name,
        format ->
            List.of(
                new ConvolutionLayer.Builder(1, 1)
                    .nOut(CHANNELS)
                    .activation(Activation.IDENTITY)
                    .build(),
                new PReLULayer.Builder().inputShape(shape(format)).sharedAxes(shared).build()),
        List.of(CNN2DFormat.values()));
  }

  private static void withoutBias(List<Row> rows) {
    add(
        rows,
        "convolution, no bias",
        () ->
            new ConvolutionLayer.Builder(3, 2)
                .nOut(3)
                .hasBias(false)
                .activation(Activation.TANH)
                .build());
    add(
        rows,
        "depthwise, no bias",
        () ->
            new DepthwiseConvolution2D.Builder(3, 2)
                .depthMultiplier(3)
                .hasBias(false)
                .activation(Activation.TANH)
                .build());
    add(
        rows,
        "separable, no bias",
        () ->
            new SeparableConvolution2D.Builder(3, 2)
                .nOut(3)
                .hasBias(false)
                .activation(Activation.TANH)
                .build());
    addPlanes(
        rows,
        "deconvolution, no bias",
        () ->
            new Deconvolution2D.Builder(3, 2)
                .nOut(3)
                .hasBias(false)
                .activation(Activation.TANH)
                .build());
  }

  private static void dense(List<Row> rows) {
    add(rows, "dense, no bias", () -> denseBuilder().hasBias(false).build());
    add(rows, "dense, layer norm", () -> denseBuilder().hasLayerNorm(true).build());
    add(
        rows,
        "dense, layer norm, no bias",
        () -> denseBuilder().hasLayerNorm(true).hasBias(false).build());
    add(rows, "dense twice", () -> dense(Activation.TANH), () -> dense(Activation.ELU));
    add(
        rows,
        "element-wise multiplication",
        () -> dense(Activation.TANH),
        () ->
            new ElementWiseMultiplicationLayer.Builder()
                .nIn(6)
                .nOut(6)
                .activation(Activation.SIGMOID)
                .build());
  }

  private static void regularisations(List<Row> rows) {
    add(rows, "dropout layer", () -> convolution(), () -> new DropoutLayer.Builder(0.5).build());
    add(rows, "dropout inside", () -> denseBuilder().dropOut(0.5).build());
    add(rows, "alpha dropout", () -> denseBuilder().dropOut(new AlphaDropout(0.5)).build());
    add(rows, "gaussian dropout", () -> denseBuilder().dropOut(new GaussianDropout(0.5)).build());
    add(rows, "gaussian noise", () -> denseBuilder().dropOut(new GaussianNoise(0.5)).build());
    addPlanes(
        rows,
        "spatial dropout",
        () ->
            new ConvolutionLayer.Builder(2, 2)
                .nOut(3)
                .dropOut(new SpatialDropout(0.5))
                .activation(Activation.TANH)
                .build());
    add(rows, "drop connect", () -> denseBuilder().weightNoise(new DropConnect(0.5)).build());
    add(rows, "frozen convolution", () -> new FrozenLayer(convolution()));
    add(
        rows,
        "frozen batch norm",
        () -> convolution(),
        () -> new FrozenLayer(new BatchNormalization()));
    add(
        rows,
        "frozen with backprop",
        () -> convolution(),
        () -> new FrozenLayerWithBackprop(dense(Activation.TANH)));
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        Arguments.of(
            "output without bias",
            new OutputLayer.Builder()
                .nOut(4)
                .hasBias(false)
                .activation(Activation.SOFTMAX)
                .build()),
        Arguments.of(
            "center loss",
            new CenterLossOutputLayer.Builder().nOut(4).activation(Activation.SOFTMAX).build()),
        Arguments.of("loss", new LossLayer.Builder().activation(Activation.SOFTMAX).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ends")
  void export_end_answersAsDl4j(String name, Layer end) throws Exception {
    ListBuilder list =
        Networks.base()
            .list()
            .layer(new DenseLayer.Builder().nOut(4).activation(Activation.TANH).build());
    MultiLayerNetwork network =
        Helpers.sequential(
            CNN2DFormat.NCHW,
            list.layer(end).setInputType(InputType.convolutional(HEIGHT, WIDTH, CHANNELS)).build());

    trial(CNN2DFormat.NCHW).trained(network, 2, 4).proven(name, network);
  }

  /** An image that comes as a row of numbers is turned back into one. */
  @ParameterizedTest(name = "{0} numbers")
  @MethodSource("flat")
  void export_flatInput_answersAsDl4j(int numbers, InputType type, List<Layer> layers)
      throws Exception {
    ListBuilder list = Networks.base().list();
    layers.forEach(list::layer);
    MultiLayerNetwork network =
        Helpers.sequential(
            CNN2DFormat.NCHW, list.layer(Networks.output()).setInputType(type).build());

    new Trial(Networks.CLASSES, numbers).trained(network, 2, 4).proven(type.toString(), network);
  }

  static Stream<Arguments> flat() {
    return Stream.of(
        Arguments.of(
            192, InputType.convolutionalFlat(HEIGHT, WIDTH, CHANNELS), List.of(convolution())),
        Arguments.of(
            192,
            InputType.convolutionalFlat(HEIGHT, WIDTH, CHANNELS),
            List.of(dense(Activation.TANH))),
        Arguments.of(
            10,
            InputType.feedForward(10),
            List.of(dense(Activation.TANH), new BatchNormalization())));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // Read only, as @SafeVarargs says.
  private static void add(List<Row> rows, String name, Supplier<Layer>... layers) {
    add(rows, name, List.of(CNN2DFormat.values()), Arrays.stream(layers).toList());
  }

  /** A row for what DL4J itself can do with channels first only. */
  @SafeVarargs
  @SuppressWarnings("varargs") // Read only, as @SafeVarargs says.
  private static void addPlanes(List<Row> rows, String name, Supplier<Layer>... layers) {
    add(rows, name, List.of(CNN2DFormat.NCHW), Arrays.stream(layers).toList());
  }

  private static void add(
      List<Row> rows, String name, List<CNN2DFormat> formats, List<Supplier<Layer>> layers) {
    rows.add(new Row(name, format -> layers.stream().map(Supplier::get).toList(), formats));
  }

  private static Layer convolution() {
    return new ConvolutionLayer.Builder(2, 3).nOut(4).activation(Activation.TANH).build();
  }

  private static DenseLayer.Builder denseBuilder() {
    return new DenseLayer.Builder().nOut(6).activation(Activation.TANH);
  }

  private static Layer dense(Activation activation) {
    return denseBuilder().activation(activation).build();
  }
}
