package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** One flipped weight, one wrong pad, one swapped channel: the proof names the layer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LayerProofTest {
  private static final int SIDE = 12;
  private static final int CHANNELS = 2;
  private static final long[] SHAPE = {CHANNELS, SIDE, SIDE};
  private static final int IMAGES = 4;
  private static final int SEED = 21;

  private Model network;
  private byte[] model;
  private GraphProto graph;

  @BeforeAll
  void train() throws InvalidProtocolBufferException {
    network = Helpers.created(CNN2DFormat.NCHW, LayerProofTest::branching);
    Trial trial = new Trial(Networks.CLASSES, SHAPE).trained(network, 3, SEED);
    model = new OnnxExporter().export(network, SHAPE);
    graph = ModelProto.parseFrom(model).getGraph();
    assertThat(trial.isConsistent(network)).isTrue();
  }

  /** Convolutions, normalisations, poolings, a sum, a merge and an output. */
  private static Model branching() {
    Draft draft = new Draft(SIDE, SIDE, CHANNELS, CNN2DFormat.NCHW);
    String stem = draft.normalised(Draft.INPUT, 4, 3, 1, Activation.TANH);
    String each = draft.depthwise(stem, 3, 1, Activation.TANH);
    String sum = draft.sum(draft.normalised(each, 4, 3, 1, Activation.IDENTITY), stem);
    String padded =
        draft.layer(
            sum,
            new ConvolutionLayer.Builder(3, 2)
                .padding(1, 0)
                .convolutionMode(ConvolutionMode.Truncate)
                .nOut(3)
                .activation(Activation.SIGMOID)
                .build());
    String left =
        draft.layer(
            padded,
            new SubsamplingLayer.Builder(PoolingType.AVG)
                .kernelSize(3, 3)
                .stride(2, 2)
                .padding(1, 1)
                .build());
    String right =
        draft.convolution(draft.pooling(sum, PoolingType.MAX, 3, 2), 3, 1, 1, Activation.TANH);
    String flatLeft = draft.globalAverage(left);
    String flatRight = draft.globalAverage(right);
    return draft.endingIn(draft.merge(flatLeft, flatRight), Networks.output());
  }

  @Test
  void check_untouchedGraph_passes() {
    LayerProof.check(differences(model), Trial.TOLERANCE);
  }

  @TestFactory
  Stream<DynamicTest> check_oneFlippedWeight_namesItsLayer() {
    return constants()
        .map(
            constant ->
                DynamicTest.dynamicTest(
                    constant.getName(),
                    () ->
                        assertNamed(
                            layer(constant.getName()),
                            with(constant, withLargestFlipped(values(constant))))));
  }

  @TestFactory
  Stream<DynamicTest> check_twoSwappedChannels_namesTheirLayer() {
    return constants()
        .filter(constant -> constant.getDims(0) > 1)
        .map(
            constant ->
                DynamicTest.dynamicTest(
                    constant.getName(),
                    () ->
                        assertNamed(
                            layer(constant.getName()), with(constant, withTwoSwapped(constant)))));
  }

  @TestFactory
  Stream<DynamicTest> check_oneWrongPad_namesTheLayer() {
    return nodes("Conv", "MaxPool", "AveragePool")
        .filter(node -> padded(node).isPresent())
        .map(
            node ->
                DynamicTest.dynamicTest(
                    node.getName(), () -> assertNamed(layer(node.getName()), withMovedPad(node))));
  }

  @TestFactory
  Stream<DynamicTest> check_swappedInputs_namesTheVertex() {
    return nodes("Concat")
        .map(
            node ->
                DynamicTest.dynamicTest(
                    node.getName(),
                    () ->
                        assertNamed(
                            layer(node.getName()),
                            with(
                                node,
                                node.toBuilder()
                                    .setInput(0, node.getInput(1))
                                    .setInput(1, node.getInput(0))
                                    .build()))));
  }

  @TestFactory
  Stream<DynamicTest> check_otherOperation_namesTheLayer() {
    return nodes("Tanh", "Add", "AveragePool")
        .map(
            node ->
                DynamicTest.dynamicTest(
                    node.getName(), () -> assertNamed(layer(node.getName()), withOtherOp(node))));
  }

  @Test
  void check_graphOfAnotherTraining_namesTheFirstLayer() {
    Model other = Helpers.created(CNN2DFormat.NCHW, LayerProofTest::branching);
    new Trial(Networks.CLASSES, SHAPE).trained(other, 3, SEED + 100);

    assertNamed(
        NetworkPlan.of(network).steps().get(0).name(), new OnnxExporter().export(other, SHAPE));
  }

  @Test
  void compare_noGraph_isRefused() {
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> differences(new byte[] {1, 2, 3}))
        .withMessageContaining("the graph is no ONNX file");
  }

  @Test
  void check_noNumber_isNoSmallDifference() {
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(
            () ->
                LayerProof.check(
                    List.of(new LayerDifference("a", "DenseLayer", Double.NaN)), Trial.TOLERANCE))
        .withMessageContaining("'a' (DenseLayer)");
  }

  private List<LayerDifference> differences(byte[] bytes) {
    float[] values = new Trial(Networks.CLASSES, SHAPE).values(IMAGES, SEED);
    return LayerProof.compare(network, bytes, values, IMAGES, SHAPE);
  }

  private void assertNamed(String layer, byte[] tampered) {
    List<LayerDifference> differences = differences(tampered);
    assertThatExceptionOfType(ExportException.class)
        .isThrownBy(() -> LayerProof.check(differences, Trial.TOLERANCE))
        .withMessageStartingWith(
            "the exported graph first differs from the network at '" + layer + "' (");
  }

  /** The exporter puts the layer's name before each tensor's; the last layer's is the output's. */
  private String layer(String tensor) {
    if (tensor.equals(OnnxExporter.OUTPUT)) {
      List<Step> steps = NetworkPlan.of(network).steps();
      return steps.get(steps.size() - 1).name();
    }
    return tensor.substring(0, tensor.indexOf('/'));
  }

  private Stream<TensorProto> constants() {
    return graph.getInitializerList().stream()
        .filter(constant -> constant.getDataType() == TensorProto.DataType.FLOAT_VALUE);
  }

  private Stream<NodeProto> nodes(String... ops) {
    return graph.getNodeList().stream().filter(node -> List.of(ops).contains(node.getOpType()));
  }

  private static float[] values(TensorProto constant) {
    float[] values = new float[constant.getRawData().size() / Float.BYTES];
    constant
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(values);
    return values;
  }

  private static float[] withLargestFlipped(float[] values) {
    int largest =
        IntStream.range(0, values.length)
            .reduce(0, (a, b) -> Math.abs(values[b]) > Math.abs(values[a]) ? b : a);
    values[largest] = -values[largest];
    return values;
  }

  /** The first channel and the one that is least like it. */
  private static float[] withTwoSwapped(TensorProto constant) {
    float[] values = values(constant);
    int size = values.length / (int) constant.getDims(0);
    int other = 1;
    for (int channel = 2; channel < constant.getDims(0); channel++) {
      other = distance(values, channel, size) > distance(values, other, size) ? channel : other;
    }
    for (int i = 0; i < size; i++) {
      float first = values[i];
      values[i] = values[other * size + i];
      values[other * size + i] = first;
    }
    return values;
  }

  private static double distance(float[] values, int channel, int size) {
    return IntStream.range(0, size)
        .mapToDouble(i -> Math.abs(values[i] - values[channel * size + i]))
        .sum();
  }

  private byte[] with(TensorProto constant, float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    GraphProto.Builder changed = graph.toBuilder();
    changed.setInitializer(
        graph.getInitializerList().indexOf(constant),
        constant.toBuilder().setRawData(ByteString.copyFrom(bytes)));
    return bytes(changed);
  }

  private byte[] with(NodeProto node, NodeProto other) {
    return bytes(graph.toBuilder().setNode(graph.getNodeList().indexOf(node), other));
  }

  private byte[] bytes(GraphProto.Builder changed) {
    try {
      return ModelProto.parseFrom(model).toBuilder().setGraph(changed).build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void relativeDifference_outputsOfNothing_areOnlyComparedWithAThousandth() {
    float[] zeros = new float[3];

    assertThat(LayerProof.relativeDifference(zeros, new float[] {0, 2.5e-15f, 0})).isLessThan(1e-8);
    assertThat(LayerProof.relativeDifference(zeros, new float[] {0, 1e-6f, 0}))
        .isGreaterThan(LayerProof.TOLERANCE);
    assertThat(LayerProof.relativeDifference(zeros, new float[] {0, Float.NaN, 0})).isNaN();
  }

  private static Optional<AttributeProto> padded(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals("pads") && a.getIntsList().stream().anyMatch(p -> p > 0))
        .findFirst();
  }

  /** One row or column of zeros moves to the other side: all shapes stay. */
  private byte[] withMovedPad(NodeProto node) {
    AttributeProto pads = padded(node).orElseThrow();
    List<Long> moved = new ArrayList<>(pads.getIntsList());
    int axis = moved.get(0) + moved.get(2) > 0 ? 0 : 1;
    int from = moved.get(axis) > 0 ? axis : axis + 2;
    int to = from == axis ? axis + 2 : axis;
    moved.set(from, moved.get(from) - 1);
    moved.set(to, moved.get(to) + 1);
    AttributeProto other = pads.toBuilder().clearInts().addAllInts(moved).build();
    int index = node.getAttributeList().indexOf(pads);
    return with(node, node.toBuilder().setAttribute(index, other).build());
  }

  private byte[] withOtherOp(NodeProto node) {
    NodeProto.Builder other = node.toBuilder();
    switch (node.getOpType()) {
      case "Tanh" -> other.setOpType("Softsign");
      case "Add" -> other.setOpType("Sub");
      default -> {
        int counting =
            IntStream.range(0, node.getAttributeCount())
                .filter(i -> node.getAttribute(i).getName().equals("count_include_pad"))
                .findFirst()
                .orElseThrow();
        other.setAttribute(
            counting,
            node.getAttribute(counting).toBuilder().setI(1 - node.getAttribute(counting).getI()));
      }
    }
    return with(node, other.build());
  }
}
