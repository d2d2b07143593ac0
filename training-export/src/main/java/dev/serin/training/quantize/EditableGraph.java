package dev.serin.training.quantize;

import dev.serin.training.onnx.ExportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** An ONNX graph with one input and one output, in change. Its nodes stay in order of use. */
final class EditableGraph {
  private final ModelProto model;
  private final String input;
  private final String output;
  private final Map<String, TensorProto> constants = new LinkedHashMap<>();
  private List<Node> nodes = new ArrayList<>();
  private long opset;

  private EditableGraph(ModelProto model, String input, String output) {
    this.model = model;
    this.input = input;
    this.output = output;
    model.getGraph().getInitializerList().forEach(t -> constants.put(t.getName(), t));
    model.getGraph().getNodeList().forEach(n -> nodes.add(new Node(n)));
    this.opset =
        model.getOpsetImportList().stream()
            .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
            .mapToLong(Onnx.OperatorSetIdProto::getVersion)
            .findFirst()
            .orElse(1);
  }

  /**
   * @throws ExportException where the bytes are no ONNX file, or of a graph of other ends
   */
  static EditableGraph parse(byte[] file) {
    ModelProto model;
    try {
      model = ModelProto.parseFrom(file);
    } catch (InvalidProtocolBufferException e) {
      throw new ExportException("this is not an ONNX file: " + e.getMessage(), e);
    }
    GraphProto graph = model.getGraph();
    Set<String> constants = new HashSet<>();
    graph.getInitializerList().forEach(t -> constants.add(t.getName()));
    List<String> inputs =
        graph.getInputList().stream()
            .map(ValueInfoProto::getName)
            .filter(n -> !constants.contains(n))
            .toList();
    if (inputs.size() != 1 || graph.getOutputCount() != 1) {
      throw new ExportException(
          "the graph has inputs "
              + inputs
              + " and "
              + graph.getOutputCount()
              + " outputs; only graphs with one of each are quantised");
    }
    return new EditableGraph(model, inputs.get(0), graph.getOutput(0).getName());
  }

  String input() {
    return input;
  }

  String output() {
    return output;
  }

  long opset() {
    return opset;
  }

  void opset(long version) {
    opset = version;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Puts other nodes in place of all there are; each after those it reads of. */
  void nodes(List<Node> others) {
    nodes = new ArrayList<>(others);
  }

  /** Puts other nodes in the place of {@code node}; none to take it away. */
  void replace(Node node, List<Node> others) {
    int at = nodes.indexOf(node);
    nodes.remove(at);
    nodes.addAll(at, others);
  }

  @Nullable TensorProto constant(String name) {
    return constants.get(name);
  }

  boolean isConstant(String name) {
    return constants.containsKey(name);
  }

  String add(TensorProto constant) {
    constants.put(constant.getName(), constant);
    return constant.getName();
  }

  /** The node that writes {@code tensor}; null for the input and constants. */
  @Nullable Node producer(String tensor) {
    return nodes.stream().filter(n -> n.outputs().contains(tensor)).findFirst().orElse(null);
  }

  List<Node> consumers(String tensor) {
    return nodes.stream().filter(n -> n.inputs().contains(tensor)).toList();
  }

  /** The one node that reads {@code tensor}; null where several do, or where it is the output. */
  @Nullable Node onlyConsumer(String tensor) {
    List<Node> consumers = consumers(tensor);
    return consumers.size() == 1 && !tensor.equals(output) ? consumers.get(0) : null;
  }

  /** Makes all that read {@code tensor} read {@code other}. */
  void redirect(String tensor, String other) {
    nodes.forEach(n -> n.inputs().replaceAll(i -> i.equals(tensor) ? other : i));
  }

  /** The file, with the constants that are in use. */
  byte[] bytes() {
    return bytes(List.of());
  }

  /**
   * The file, with the constants that are in use.
   *
   * @param extra float32 tensors that become outputs too
   */
  byte[] bytes(List<String> extra) {
    Set<String> used = new HashSet<>();
    nodes.forEach(n -> used.addAll(n.inputs()));
    GraphProto.Builder graph = GraphProto.newBuilder().setName(model.getGraph().getName());
    model.getGraph().getInputList().stream()
        .filter(i -> i.getName().equals(input))
        .forEach(graph::addInput);
    graph.addOutput(model.getGraph().getOutput(0));
    for (String tensor : extra) {
      graph.addOutput(
          ValueInfoProto.newBuilder()
              .setName(tensor)
              .setType(
                  Onnx.TypeProto.newBuilder()
                      .setTensorType(
                          Onnx.TypeProto.Tensor.newBuilder()
                              .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
    }
    nodes.forEach(n -> graph.addNode(n.proto()));
    constants.values().stream()
        .filter(t -> used.contains(t.getName()))
        .forEach(graph::addInitializer);
    ModelProto.Builder file = model.toBuilder().setGraph(graph).clearOpsetImport();
    file.addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset));
    model.getOpsetImportList().stream()
        .filter(o -> !o.getDomain().isEmpty() && !o.getDomain().equals("ai.onnx"))
        .forEach(file::addOpsetImport);
    // Opset 13 came with IR 7; a smaller number is refused.
    return file.setIrVersion(Math.max(model.getIrVersion(), 7)).build().toByteArray();
  }
}
