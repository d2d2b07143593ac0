package dev.serin.training.transfer;

import dev.serin.training.onnx.ExportException;
import dev.serin.training.onnx.OnnxRunner;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorShapeProto;
import onnx.Onnx.TensorShapeProto.Dimension;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;

/**
 * Cuts a graph at a tensor: keeps what the tensor needs under names of its own, lets its input be
 * what Serin serves, any number of images in float32 or uint8, and gives its features one shape.
 */
final class BackboneCut {
  private static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
  private static final int FLOAT16 = TensorProto.DataType.FLOAT16_VALUE;
  private static final int UINT8 = TensorProto.DataType.UINT8_VALUE;

  /** The first one whose constants need not be inputs as well. */
  private static final long IR_VERSION_MIN = 4;

  private static final String PREFIX = "backbone/";

  private final ModelProto whole;
  private final GraphParts parts;
  private final InputSpec spec;
  private final ValueInfoProto input;
  private final boolean half;

  BackboneCut(ModelProto whole, GraphParts parts, InputSpec spec) {
    this.whole = whole;
    this.parts = parts;
    this.spec = spec;
    if (parts.inputs().size() != 1) {
      throw new BackboneException(
          "the backbone has " + parts.inputs().size() + " inputs; a classifier of images has one");
    }
    this.input = parts.inputs().get(0);
    int type = input.getType().getTensorType().getElemType();
    this.half = type == FLOAT16;
    checkInput(type);
  }

  /** The graph whose one output is {@link Backbone#FEATURES}, [N, features, 1, 1], float32. */
  ModelProto at(String features) {
    GraphProto.Builder graph = renamed(parts.needed(features));
    graph.setName("backbone").addInput(asServed());
    String cut = PREFIX + features;
    boolean halfFeatures = false;
    int rank;
    try {
      rank = rank(graph, cut, FLOAT);
    } catch (ExportException e) {
      // ONNX Runtime says no when the declared type is not the computed one.
      rank = rankOfHalf(graph, cut, e);
      halfFeatures = true;
    }
    if (halfFeatures) {
      graph.addNode(node("Cast", cut, cut + "/float").addAttribute(integer("to", FLOAT)));
      cut = cut + "/float";
    }
    if (rank == 4) {
      graph.addNode(node("GlobalAveragePool", cut, Backbone.FEATURES));
    } else if (rank == 2) {
      graph.addInitializer(longs(PREFIX + "serin-shape", 0, -1, 1, 1));
      graph.addNode(node("Reshape", cut, Backbone.FEATURES).addInput(PREFIX + "serin-shape"));
    } else {
      throw new BackboneException(
          "backbone.cut: '" + features + "' has " + rank + " dimensions; features have 2 or 4");
    }
    return model(graph, Backbone.FEATURES, FLOAT);
  }

  /** How many values an image is. */
  static int values(InputSpec spec) {
    return spec.imageBytes() / spec.type().bytes();
  }

  private int rank(GraphProto.Builder graph, String tensor, int type) {
    byte[] bytes = model(graph, tensor, type).toByteArray();
    try (OnnxRunner runner = new OnnxRunner(bytes, spec, 1)) {
      return runner.outputShape(values(spec), 1).length;
    }
  }

  private int rankOfHalf(GraphProto.Builder graph, String tensor, ExportException asFloat) {
    try {
      return rank(graph, tensor, FLOAT16);
    } catch (ExportException e) {
      asFloat.addSuppressed(e);
      throw new BackboneException(
          "the backbone gives no features of float32 or float16: " + asFloat.getMessage(), asFloat);
    }
  }

  private ModelProto model(GraphProto.Builder graph, String output, int type) {
    ValueInfoProto result =
        ValueInfoProto.newBuilder()
            .setName(output)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(Math.max(whole.getIrVersion(), IR_VERSION_MIN))
        .setProducerName("serin")
        .addAllOpsetImport(whole.getOpsetImportList())
        .setGraph(graph.clone().addOutput(result))
        .build();
  }

  /** Each tensor but a float input gets a name that no head has. */
  private GraphProto.Builder renamed(GraphProto.Builder needed) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    if (half) {
      graph.addNode(
          node("Cast", input.getName(), PREFIX + input.getName())
              .addAttribute(integer("to", FLOAT16)));
    }
    for (NodeProto node : needed.getNodeList()) {
      NodeProto.Builder renamed = node.toBuilder().clearInput().clearOutput();
      node.getInputList().forEach(tensor -> renamed.addInput(name(tensor)));
      node.getOutputList().forEach(tensor -> renamed.addOutput(name(tensor)));
      graph.addNode(renamed.setName(name(node.getName())));
    }
    for (TensorProto constant : needed.getInitializerList()) {
      graph.addInitializer(constant.toBuilder().setName(name(constant.getName())));
    }
    return graph;
  }

  private String name(String tensor) {
    // An input that is left out has an empty name.
    boolean stays = tensor.isEmpty() || (!half && tensor.equals(input.getName()));
    return stays ? tensor : PREFIX + tensor;
  }

  /** Of any number of images, and never in half precision. */
  private ValueInfoProto asServed() {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    long[] served = spec.shape(1);
    shape.addDim(Dimension.newBuilder().setDimParam("N"));
    for (int i = 1; i < served.length; i++) {
      shape.addDim(Dimension.newBuilder().setDimValue(served[i]));
    }
    int type = half ? FLOAT : input.getType().getTensorType().getElemType();
    return ValueInfoProto.newBuilder()
        .setName(input.getName())
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private void checkInput(int type) {
    if (!input.getName().equals(spec.name())) {
      throw new BackboneException(
          "input.name must be the backbone's, '"
              + input.getName()
              + "', not '"
              + spec.name()
              + "'");
    }
    Set<Integer> wanted = spec.type() == ElementType.UINT8 ? Set.of(UINT8) : Set.of(FLOAT, FLOAT16);
    if (!wanted.contains(type)) {
      throw new BackboneException(
          "input.type must be "
              + (type == UINT8 ? "uint8" : "float32")
              + ": the backbone reads elements of ONNX type "
              + type);
    }
    TensorShapeProto shape = input.getType().getTensorType().getShape();
    long[] served = spec.shape(1);
    List<Long> found = new ArrayList<>();
    boolean fits = shape.getDimCount() == served.length;
    for (int i = 0; i < shape.getDimCount(); i++) {
      Dimension dimension = shape.getDim(i);
      found.add(dimension.hasDimValue() ? dimension.getDimValue() : -1);
      fits &= i == 0 || !dimension.hasDimValue() || dimension.getDimValue() == served[i];
    }
    if (!fits) {
      throw new BackboneException(
          "the backbone reads images of shape "
              + found
              + ", input says "
              + Arrays.toString(served)
              + " ("
              + spec.layout()
              + ")");
    }
  }

  private static NodeProto.Builder node(String op, String input, String output) {
    return NodeProto.newBuilder().setName(output).setOpType(op).addInput(input).addOutput(output);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }
}
