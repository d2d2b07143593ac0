package dev.serin.training.onnx;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** Makes inner tensors of a graph visible. */
public final class GraphOutputs {
  private GraphOutputs() {}

  /**
   * The graph with each of these float tensors as an output, behind those that it has.
   *
   * @throws ExportException where {@code model} is no ONNX file
   */
  public static byte[] with(byte[] model, Set<String> tensors) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
      Set<String> added = new TreeSet<>(tensors);
      added.removeAll(names(builder));
      added.forEach(tensor -> builder.getGraphBuilder().addOutput(floats(tensor)));
      return builder.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new ExportException("the graph is no ONNX file: " + e.getMessage(), e);
    }
  }

  /** Inputs and outputs, which are visible already. */
  private static Set<String> names(ModelProto.Builder model) {
    Set<String> names =
        model.getGraph().getOutputList().stream()
            .map(ValueInfoProto::getName)
            .collect(Collectors.toSet());
    model.getGraph().getInputList().forEach(input -> names.add(input.getName()));
    return names;
  }

  private static ValueInfoProto floats(String name) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE)))
        .build();
  }
}
