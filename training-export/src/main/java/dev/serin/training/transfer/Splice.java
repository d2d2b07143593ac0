package dev.serin.training.transfer;

import dev.serin.training.onnx.GraphOutputs;
import dev.serin.training.onnx.OnnxExporter;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Makes one graph of a backbone and a head: what the backbone reads in, the head's logits out. */
public final class Splice {
  private static final String PREFIX = "head/";

  /**
   * What heads are made of, and means the same in every operator set from {@link
   * BackboneCheck#OLDEST} on.
   */
  private static final Set<String> LASTING =
      Set.of(
          "Flatten",
          "Gemm",
          "Relu",
          "BatchNormalization",
          "Identity",
          "Sigmoid",
          "Tanh",
          "Elu",
          "LeakyRelu",
          "Conv",
          "Mul",
          "Add",
          "Sub",
          "Div");

  private Splice() {}

  /**
   * @param head an ONNX file of {@link OnnxExporter} that reads [N, features, 1, 1]
   * @throws BackboneException where the two cannot be one graph
   */
  public static byte[] of(Backbone backbone, byte[] head) {
    ModelProto front = backbone.model();
    ModelProto back = parse(head);
    Set<String> changed = new TreeSet<>();
    back.getGraph().getNodeList().forEach(node -> changed.add(node.getOpType()));
    changed.removeAll(LASTING);
    if (!changed.isEmpty()) {
      throw new BackboneException(
          "the head cannot be joined to a backbone of ONNX operator set "
              + BackboneCheck.opset(front)
              + ": it has "
              + changed);
    }
    GraphProto.Builder graph = front.getGraph().toBuilder().clearOutput().setName("serin");
    for (NodeProto node : back.getGraph().getNodeList()) {
      NodeProto.Builder joined = node.toBuilder().clearInput().clearOutput();
      node.getInputList().forEach(tensor -> joined.addInput(name(tensor)));
      node.getOutputList().forEach(tensor -> joined.addOutput(name(tensor)));
      graph.addNode(joined.setName(PREFIX + node.getName()));
    }
    for (TensorProto constant : back.getGraph().getInitializerList()) {
      graph.addInitializer(constant.toBuilder().setName(name(constant.getName())));
    }
    graph.addOutput(back.getGraph().getOutput(0));
    return front.toBuilder().setProducerName("serin").setGraph(graph).build().toByteArray();
  }

  /**
   * What a joined graph gives at tensors of its head.
   *
   * @param tensors as the head itself calls them; the result goes by these names too
   * @param images values of {@code n} images as {@code input} says
   */
  public static Map<String, float[]> outputs(
      byte[] joined, Set<String> tensors, InputSpec input, float[] images, int n) {
    Set<String> names = tensors.stream().map(Splice::name).collect(Collectors.toSet());
    try (OnnxRunner runner = new OnnxRunner(GraphOutputs.with(joined, names), input)) {
      Map<String, float[]> outputs = runner.outputs(images, n);
      return tensors.stream()
          .collect(Collectors.toMap(Function.identity(), t -> outputs.get(name(t))));
    }
  }

  private static String name(String tensor) {
    if (tensor.equals(OnnxExporter.INPUT)) {
      return Backbone.FEATURES;
    }
    return tensor.equals(OnnxExporter.OUTPUT) || tensor.isEmpty() ? tensor : PREFIX + tensor;
  }

  private static ModelProto parse(byte[] bytes) {
    try {
      return ModelProto.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("the head is no ONNX file", e);
    }
  }
}
