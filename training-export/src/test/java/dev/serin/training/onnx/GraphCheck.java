package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * What ONNX's own checker asks of a model: a known version, each tensor written once and before it
 * is read, names everywhere, constants as long as their shape says.
 */
final class GraphCheck {
  private GraphCheck() {}

  static void check(byte[] model, int classes) throws InvalidProtocolBufferException {
    ModelProto proto = ModelProto.parseFrom(model);
    assertThat(proto.getIrVersion()).isEqualTo(8);
    assertThat(proto.getOpsetImportList())
        .singleElement()
        .satisfies(
            opset -> {
              assertThat(opset.getDomain()).isEmpty();
              assertThat(opset.getVersion()).isEqualTo(17);
            });
    check(proto.getGraph(), classes);
  }

  private static void check(GraphProto graph, int classes) {
    assertThat(graph.getName()).isNotEmpty();
    Set<String> written = new HashSet<>();
    graph.getInputList().forEach(input -> write(input.getName(), written));
    for (TensorProto constant : graph.getInitializerList()) {
      write(constant.getName(), written);
      assertThat(values(constant))
          .as("values of %s", constant.getName())
          .isEqualTo(
              constant.getDimsList().stream()
                  .mapToLong(Long::longValue)
                  .reduce(1, (a, b) -> a * b));
    }
    Set<String> nodes = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      assertThat(node.getName()).isNotEmpty();
      assertThat(nodes.add(node.getName())).as("one node %s", node.getName()).isTrue();
      assertThat(node.getOpType()).isNotEmpty();
      // An input that is left out has no name.
      node.getInputList().stream()
          .filter(input -> !input.isEmpty())
          .forEach(input -> assertThat(written).as("before %s", node.getName()).contains(input));
      assertThat(node.getAttributeList().stream().map(AttributeProto::getName))
          .doesNotHaveDuplicates();
      node.getOutputList().forEach(output -> write(output, written));
    }
    assertThat(graph.getOutputList())
        .singleElement()
        .satisfies(
            output -> {
              assertThat(written).contains(output.getName());
              assertThat(dimensions(output).get(1).getDimValue()).isEqualTo(classes);
            });
    assertThat(dimensions(graph.getInput(0)).get(0).getDimParam()).isEqualTo("N");
  }

  private static List<TensorShapeProto.Dimension> dimensions(ValueInfoProto tensor) {
    return tensor.getType().getTensorType().getShape().getDimList();
  }

  private static void write(String tensor, Set<String> written) {
    assertThat(tensor).isNotEmpty();
    assertThat(written.add(tensor)).as("%s is written once", tensor).isTrue();
  }

  private static long values(TensorProto constant) {
    return constant.getDataType() == TensorProto.DataType.FLOAT_VALUE
        ? constant.getRawData().size() / Float.BYTES
        : constant.getInt64DataCount();
  }
}
