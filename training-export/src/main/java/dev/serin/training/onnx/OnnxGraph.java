package dev.serin.training.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import onnx.Onnx;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.protobuf.ByteString;

/** An ONNX graph in the making. The same calls in the same order give the same bytes. */
final class OnnxGraph {
  /** IR 8 goes with opset 17, of ONNX 1.12, 2022: old enough for every runtime about. */
  private static final int IR_VERSION = 8;

  private static final int OPSET = 17;
  private static final String BATCH = "N";

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("serin");
  private final Set<String> tensors = new HashSet<>();

  /** The one input, float32, [N, ...]. */
  void input(String name, long... shape) {
    claim(name);
    graph.addInput(valueInfo(name, shape));
  }

  /** The one output, float32, [N, ...]. */
  void output(String name, long... shape) {
    graph.addOutput(valueInfo(name, shape));
  }

  /** Adds a node whose one output, {@code output}, is a new tensor; gives its name. */
  String node(String op, String output, List<String> inputs, AttributeProto... attributes) {
    claim(output);
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(op)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** Adds constant values, row by row in the shape they have; gives the tensor's name. */
  String constant(String name, INDArray values) {
    claim(name);
    float[] flat = values.castTo(DataType.FLOAT).dup('c').data().asFloat();
    ByteBuffer bytes =
        ByteBuffer.allocate(flat.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(flat);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : values.shape()) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds one number that has no dimension. */
  String scalar(String name, double value) {
    return constant(name, Nd4j.scalar(DataType.FLOAT, value));
  }

  /** Adds constant whole numbers in a row. */
  String longs(String name, long... values) {
    claim(name);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** The whole model file. */
  byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("serin")
        .setGraph(graph)
        .addOpsetImport(Onnx.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .build()
        .toByteArray();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto number(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  private void claim(String tensor) {
    if (!tensors.add(tensor)) {
      throw new ExportException("two parts of the network are called '" + tensor + "'");
    }
  }

  private static ValueInfoProto valueInfo(String name, long... shape) {
    Onnx.TensorShapeProto.Builder dimensions = Onnx.TensorShapeProto.newBuilder();
    dimensions.addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimParam(BATCH));
    for (long size : shape) {
      dimensions.addDim(Onnx.TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(dimensions)))
        .build();
  }
}
