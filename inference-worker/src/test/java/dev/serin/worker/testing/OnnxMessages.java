package dev.serin.worker.testing;

/** The messages of an ONNX file (opset 13, IR version 7) that the graphs of the tests need. */
final class OnnxMessages {
  static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int IR_VERSION = 7;
  private static final int OPSET = 13;

  private OnnxMessages() {}

  /** A whole file. */
  static byte[] file(Protobuf graph) {
    return new Protobuf()
        .number(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Protobuf().text(1, "").number(2, OPSET))
        .toBytes();
  }

  static Protobuf node(String type, String output, String... inputs) {
    Protobuf node = new Protobuf();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(3, output + "_node").text(4, type);
  }

  static Protobuf number(String name, long value) {
    return new Protobuf().text(1, name).number(3, value).number(20, 2);
  }

  static Protobuf numbers(String name, long... values) {
    Protobuf attribute = new Protobuf().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  static Protobuf floats(String name, float[] values, long... shape) {
    return tensor(name, FLOAT, shape).bytes(9, Protobuf.littleEndian(values));
  }

  /** The values lie in the file {@code location}, from {@code offset} on. */
  static Protobuf external(String name, String location, long offset, long length, long... shape) {
    return tensor(name, FLOAT, shape)
        .message(13, entry("location", location))
        .message(13, entry("offset", Long.toString(offset)))
        .message(13, entry("length", Long.toString(length)))
        .number(14, 1);
  }

  private static Protobuf entry(String key, String value) {
    return new Protobuf().text(1, key).text(2, value);
  }

  static Protobuf longs(String name, long... values) {
    return tensor(name, INT64, values.length).bytes(9, Protobuf.littleEndian(values));
  }

  private static Protobuf tensor(String name, int type, long... shape) {
    Protobuf tensor = new Protobuf();
    for (long size : shape) {
      tensor.number(1, size);
    }
    return tensor.number(2, type).text(8, name);
  }

  /** A dimension of 0 is one of any size. */
  static Protobuf value(String name, int type, long... shape) {
    Protobuf dimensions = new Protobuf();
    for (int i = 0; i < shape.length; i++) {
      dimensions.message(
          1,
          shape[i] == 0 ? new Protobuf().text(2, "any" + i) : new Protobuf().number(1, shape[i]));
    }
    Protobuf tensor = new Protobuf().number(1, type).message(2, dimensions);
    return new Protobuf().text(1, name).message(2, new Protobuf().message(1, tensor));
  }
}
