package dev.serin.training.transfer;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.Colour;
import dev.serin.worker.image.InputSpec.Crop;
import dev.serin.worker.image.InputSpec.Decode;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.image.InputSpec.Orient;
import dev.serin.worker.image.Resize;
import java.util.List;
import java.util.SplittableRandom;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.OperatorSetIdProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * A classifier of 8 x 8 colour images with random weights: a 3 x 3 convolution of 6 channels, a
 * ReLU, {@code relu}, and whatever end a test gives it. What it makes of an image it also makes of
 * the image among others.
 */
final class TinyBackbone {
  static final int SIDE = 8;
  static final int CHANNELS = 6;
  static final int CLASSES = 5;
  static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("tiny");
  private final SplittableRandom random = new SplittableRandom(11);
  private int opset = 13;

  TinyBackbone() {
    this(0);
  }

  /**
   * @param batch that the file is made for; 0 for any
   */
  TinyBackbone(long batch) {
    graph.addInput(tensor("input", batch, 3, SIDE, SIDE));
    weights("w0", CHANNELS, 3, 3, 3);
    node("Conv", "c0", "input", "w0");
    node("Relu", "relu", "c0");
  }

  /** The usual end: pooling, flattening, a dense layer and a softmax. */
  static byte[] usual() {
    return new TinyBackbone()
        .node("GlobalAveragePool", "pool", "relu")
        .flatten("flat", "pool")
        .dense("flat")
        .node("Softmax", "answer", "dense")
        .bytes("answer");
  }

  /** What the configuration says of the images it reads. */
  static InputSpec input() {
    return new InputSpec(
        "input",
        ElementType.FLOAT32,
        Layout.NCHW,
        SIDE,
        SIDE,
        Colour.RGB,
        Orient.NONE,
        Decode.EXACT,
        new Resize(Resize.Rule.EXACT, SIDE, Resize.Filter.LINEAR),
        Crop.CENTRE,
        1 / 127.5,
        List.of(1.0, 1.0, 1.0),
        List.of());
  }

  TinyBackbone opset(int version) {
    opset = version;
    return this;
  }

  TinyBackbone node(String op, String output, String... inputs) {
    return node(node(op, output).addAllInput(List.of(inputs)));
  }

  TinyBackbone node(NodeProto.Builder node) {
    graph.addNode(node);
    return this;
  }

  static NodeProto.Builder node(String op, String output) {
    return NodeProto.newBuilder().setOpType(op).addOutput(output);
  }

  TinyBackbone flatten(String output, String input) {
    return node(node("Flatten", output).addInput(input).addAttribute(integer("axis", 1)));
  }

  /** A dense layer, {@code dense}, for the classes. */
  TinyBackbone dense(String input) {
    weights("w1", CHANNELS, CLASSES);
    weights("b1", CLASSES);
    return node("Gemm", "dense", input, "w1", "b1");
  }

  TinyBackbone weights(String name, long... sizes) {
    TensorProto.Builder values = TensorProto.newBuilder().setName(name).setDataType(FLOAT);
    long count = 1;
    for (long size : sizes) {
      values.addDims(size);
      count *= size;
    }
    for (long i = 0; i < count; i++) {
      values.addFloatData((float) random.nextDouble(-0.5, 0.6));
    }
    graph.addInitializer(values);
    return this;
  }

  TinyBackbone longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return this;
  }

  GraphProto.Builder graph() {
    return graph;
  }

  byte[] bytes(String... outputs) {
    for (String output : outputs) {
      graph.addOutput(
          ValueInfoProto.newBuilder()
              .setName(output)
              .setType(
                  TypeProto.newBuilder()
                      .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT))));
    }
    return ModelProto.newBuilder()
        .setIrVersion(7)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static ValueInfoProto tensor(String name, long batch, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDim(
        batch == 0
            ? Dimension.newBuilder().setDimParam("N")
            : Dimension.newBuilder().setDimValue(batch));
    for (long size : sizes) {
      shape.addDim(Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT).setShape(shape)))
        .build();
  }
}
