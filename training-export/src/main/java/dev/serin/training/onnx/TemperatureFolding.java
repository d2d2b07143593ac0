package dev.serin.training.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * Divides the logits of an ONNX graph by a temperature. Where the output is made by a Gemm, or by a
 * MatMul and an Add, the weights and the bias are divided, and the graph keeps its nodes; anywhere
 * else a Mul is appended. Input and output keep their names and shapes.
 */
public final class TemperatureFolding {
  private static final int WEIGHTS = 1;
  private static final int BIAS = 2;

  private final GraphProto.Builder graph;
  private final String output;
  private final float factor;

  /** How often a tensor is read, the graph's outputs included. */
  private final Map<String, Integer> readers = new HashMap<>();

  private TemperatureFolding(GraphProto.Builder graph, double temperature) {
    this.graph = graph;
    this.output = graph.getOutput(0).getName();
    this.factor = (float) (1 / temperature);
    graph.getNodeList().forEach(n -> n.getInputList().forEach(this::read));
    graph.getOutputList().forEach(o -> read(o.getName()));
  }

  /**
   * The model with its first output divided by {@code temperature}.
   *
   * @param model bytes of an ONNX file whose first output is logits, float32
   * @param temperature above 0
   * @throws ExportException where this is no such model
   */
  public static byte[] fold(byte[] model, double temperature) {
    if (!(temperature > 0 && Double.isFinite(temperature))) {
      throw new IllegalArgumentException("a temperature must be above 0, not " + temperature);
    }
    ModelProto.Builder builder = parse(model);
    GraphProto.Builder graph = builder.getGraphBuilder();
    if (graph.getOutputCount() == 0) {
      throw new ExportException("the graph has no output to divide");
    }
    int type = graph.getOutput(0).getType().getTensorType().getElemType();
    if (type != TensorProto.DataType.FLOAT_VALUE) {
      throw new ExportException(
          "the output '"
              + graph.getOutput(0).getName()
              + "' is not float32; fold the temperature"
              + " before the graph is converted");
    }
    new TemperatureFolding(graph, temperature).fold();
    return builder.build().toByteArray();
  }

  private static ModelProto.Builder parse(byte[] model) {
    try {
      return ModelProto.parseFrom(model).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new ExportException("this is no ONNX file: " + e.getMessage(), e);
    }
  }

  private void fold() {
    int last = producer(output);
    if (last < 0) {
      throw new ExportException("no node of the graph makes its output '" + output + "'");
    }
    NodeProto node = graph.getNode(last);
    if (node.getOpType().equals("Softmax") || node.getOpType().equals("LogSoftmax")) {
      throw new ExportException(
          "the output '" + output + "' is of a " + node.getOpType() + ", not of logits");
    }
    // What others read of it must stay as it is.
    boolean alone = readers.getOrDefault(output, 0) == 1;
    if (!(alone && (scaledGemm(node) || scaledMatMul(node)))) {
      append(last);
    }
  }

  private boolean scaledGemm(NodeProto gemm) {
    return gemm.getOpType().equals("Gemm")
        && scaledAll(
            gemm.getInputCount() > BIAS && !gemm.getInput(BIAS).isEmpty()
                ? List.of(gemm.getInput(WEIGHTS), gemm.getInput(BIAS))
                : List.of(gemm.getInput(WEIGHTS)));
  }

  /** An Add of a bias to a MatMul, in either order, or a MatMul alone. */
  private boolean scaledMatMul(NodeProto node) {
    if (node.getOpType().equals("MatMul")) {
      return scaledAll(List.of(node.getInput(WEIGHTS)));
    }
    if (!node.getOpType().equals("Add")) {
      return false;
    }
    for (int i = 0; i < 2; i++) {
      int product = producer(node.getInput(i));
      if (product >= 0
          && graph.getNode(product).getOpType().equals("MatMul")
          && readers.getOrDefault(node.getInput(i), 0) == 1) {
        return scaledAll(List.of(graph.getNode(product).getInput(WEIGHTS), node.getInput(1 - i)));
      }
    }
    return false;
  }

  /** Scales these constants; leaves all as they are where one cannot be, and says so. */
  private boolean scaledAll(List<String> tensors) {
    int[] places = tensors.stream().mapToInt(this::initializer).toArray();
    TensorProto[] scaled = new TensorProto[places.length];
    for (int i = 0; i < places.length; i++) {
      TensorProto values =
          places[i] < 0 || readers.getOrDefault(tensors.get(i), 0) != 1
              ? null
              : scaled(graph.getInitializer(places[i]));
      if (values == null) {
        return false;
      }
      scaled[i] = values;
    }
    for (int i = 0; i < places.length; i++) {
      graph.setInitializer(places[i], scaled[i]);
    }
    return true;
  }

  private @Nullable TensorProto scaled(TensorProto tensor) {
    if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE
        || tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return null;
    }
    TensorProto.Builder copy = tensor.toBuilder();
    for (int i = 0; i < tensor.getFloatDataCount(); i++) {
      copy.setFloatData(i, tensor.getFloatData(i) * factor);
    }
    if (!tensor.getRawData().isEmpty()) {
      ByteBuffer from =
          ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer to = ByteBuffer.allocate(from.capacity()).order(ByteOrder.LITTLE_ENDIAN);
      while (from.hasRemaining()) {
        to.putFloat(from.getFloat() * factor);
      }
      copy.setRawData(ByteString.copyFrom(to.flip()));
    }
    return copy.build();
  }

  /** The node's output gets another name, and a Mul makes the graph's output of it. */
  private void append(int last) {
    String logits = unused(output + "/logits");
    String constant = unused(output + "/temperature");
    for (int i = 0; i < graph.getNodeCount(); i++) {
      graph.setNode(i, renamed(graph.getNode(i), logits, i == last));
    }
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(constant)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addFloatData(factor));
    graph.addNode(
        NodeProto.newBuilder()
            .setName(constant)
            .setOpType("Mul")
            .addInput(logits)
            .addInput(constant)
            .addOutput(output));
  }

  private NodeProto renamed(NodeProto node, String logits, boolean producer) {
    if (node.getAttributeList().stream().anyMatch(AttributeProto::hasG)) {
      throw new ExportException(
          "node '" + node.getName() + "' holds a graph of its own, which is not looked into");
    }
    NodeProto.Builder copy = node.toBuilder();
    for (int i = 0; i < node.getInputCount(); i++) {
      if (node.getInput(i).equals(output)) {
        copy.setInput(i, logits);
      }
    }
    for (int i = 0; producer && i < node.getOutputCount(); i++) {
      if (node.getOutput(i).equals(output)) {
        copy.setOutput(i, logits);
      }
    }
    return copy.build();
  }

  private String unused(String name) {
    String free = name;
    while (readers.containsKey(free) || producer(free) >= 0 || initializer(free) >= 0) {
      free += "_";
    }
    return free;
  }

  private int producer(String tensor) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (graph.getNode(i).getOutputList().contains(tensor)) {
        return i;
      }
    }
    return -1;
  }

  private int initializer(String tensor) {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (graph.getInitializer(i).getName().equals(tensor)) {
        return i;
      }
    }
    return -1;
  }

  private void read(String tensor) {
    readers.merge(tensor, 1, Integer::sum);
  }
}
