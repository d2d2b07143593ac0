package dev.serin.training.quantize;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/** ONNX files written node by node: input {@code x}, output {@code y}. */
final class Graphs {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
  private final long opset;

  Graphs(long opset, TensorProto.DataType type, long... shape) {
    this.opset = opset;
    graph.addInput(value("x", type, shape));
  }

  /** A float32 input of opset 13. */
  static Graphs of(long... shape) {
    return new Graphs(13, TensorProto.DataType.FLOAT, shape);
  }

  Graphs node(String op, List<String> inputs, String output, Onnx.AttributeProto... attributes) {
    graph.addNode(new Node(op, inputs, output, attributes).proto());
    return this;
  }

  Graphs constant(String name, float[] values, long... shape) {
    graph.addInitializer(Tensors.ofFloats(name, values, shape));
    return this;
  }

  Graphs constant(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** One more input, which the quantiser refuses. */
  Graphs input(String name, long... shape) {
    graph.addInput(value(name, TensorProto.DataType.FLOAT, shape));
    return this;
  }

  byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph.addOutput(value("y", TensorProto.DataType.FLOAT)))
        .build()
        .toByteArray();
  }

  static Onnx.AttributeProto number(String name, float value) {
    return Onnx.AttributeProto.newBuilder()
        .setName(name)
        .setType(Onnx.AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, long... shape) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber());
    if (shape.length > 0) {
      List<Onnx.TensorShapeProto.Dimension> dimensions = new ArrayList<>();
      dimensions.add(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam("N").build());
      for (long size : shape) {
        dimensions.add(Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(size).build());
      }
      tensor.setShape(Onnx.TensorShapeProto.newBuilder().addAllDim(dimensions));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }
}
