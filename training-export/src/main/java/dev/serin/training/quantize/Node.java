package dev.serin.training.quantize;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.jspecify.annotations.Nullable;

/** An operator of a graph in change: equal only to itself. */
final class Node {
  private final String op;
  private final String domain;
  private final List<String> inputs;
  private final List<String> outputs;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();

  Node(NodeProto proto) {
    this.op = proto.getOpType();
    this.domain = proto.getDomain();
    this.inputs = new ArrayList<>(proto.getInputList());
    this.outputs = new ArrayList<>(proto.getOutputList());
    proto.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
  }

  Node(String op, List<String> inputs, String output, AttributeProto... attributes) {
    this.op = op;
    this.domain = "";
    this.inputs = new ArrayList<>(inputs);
    this.outputs = new ArrayList<>(List.of(output));
    for (AttributeProto attribute : attributes) {
      this.attributes.put(attribute.getName(), attribute);
    }
  }

  /** Whether this is an operator of ONNX itself of that name. */
  boolean is(String name) {
    return op.equals(name) && (domain.isEmpty() || domain.equals("ai.onnx"));
  }

  String op() {
    return domain.isEmpty() ? op : domain + "." + op;
  }

  /** The tensors it reads, "" where an optional one is left out; changes are seen. */
  List<String> inputs() {
    return inputs;
  }

  /** Input {@code i}; "" where it has none. */
  String input(int i) {
    return i < inputs.size() ? inputs.get(i) : "";
  }

  List<String> outputs() {
    return outputs;
  }

  String output() {
    return outputs.get(0);
  }

  Map<String, AttributeProto> attributes() {
    return attributes;
  }

  long integer(String name, long otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getI();
  }

  float number(String name, float otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getF();
  }

  String text(String name, String otherwise) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null ? otherwise : attribute.getS().toStringUtf8();
  }

  /** The integers of an attribute; null where it is not given. */
  long @Nullable [] integers(String name) {
    AttributeProto attribute = attributes.get(name);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  NodeProto proto() {
    return NodeProto.newBuilder()
        .setName(output())
        .setOpType(op)
        .setDomain(domain)
        .addAllInput(inputs)
        .addAllOutput(outputs)
        .addAllAttribute(attributes.values())
        .build();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, long[] values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
