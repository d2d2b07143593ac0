package dev.serin.training.quantize;

import dev.serin.training.onnx.ExportException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import onnx.Onnx.TensorProto;
import org.nd4j.shade.protobuf.ByteString;

/** Reads and writes the values of constant tensors, wherever the file keeps them. */
final class Tensors {
  private Tensors() {}

  /**
   * The values of a float32 tensor, row by row.
   *
   * @throws ExportException where it is of another type, or lies outside of the file
   */
  static float[] floats(TensorProto tensor) {
    check(tensor, TensorProto.DataType.FLOAT);
    float[] values = new float[size(tensor)];
    if (tensor.getRawData().isEmpty()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getFloatData(i);
      }
    } else {
      raw(tensor).asFloatBuffer().get(values);
    }
    return values;
  }

  /** The values of an int64 tensor; throws as {@link #floats} does. */
  static long[] longs(TensorProto tensor) {
    check(tensor, TensorProto.DataType.INT64);
    long[] values = new long[size(tensor)];
    if (tensor.getRawData().isEmpty()) {
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.getInt64Data(i);
      }
    } else {
      raw(tensor).asLongBuffer().get(values);
    }
    return values;
  }

  static boolean isFloat(TensorProto tensor) {
    return tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber();
  }

  static TensorProto ofFloats(String name, float[] values, long... shape) {
    ByteBuffer bytes = buffer(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return tensor(name, TensorProto.DataType.FLOAT, bytes, shape);
  }

  static TensorProto ofLongs(String name, long[] values) {
    ByteBuffer bytes = buffer(values.length * Long.BYTES);
    bytes.asLongBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT64, bytes, values.length);
  }

  static TensorProto ofInts(String name, int[] values, long... shape) {
    ByteBuffer bytes = buffer(values.length * Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return tensor(name, TensorProto.DataType.INT32, bytes, shape);
  }

  /**
   * @param type int8 or uint8
   */
  static TensorProto ofBytes(String name, TensorProto.DataType type, byte[] values, long... shape) {
    return tensor(name, type, ByteBuffer.wrap(values), shape);
  }

  static long[] shape(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  static int size(TensorProto tensor) {
    long size = 1;
    for (long dimension : tensor.getDimsList()) {
      size = Math.multiplyExact(size, dimension);
    }
    return Math.toIntExact(size);
  }

  private static ByteBuffer raw(TensorProto tensor) {
    return tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void check(TensorProto tensor, TensorProto.DataType type) {
    if (tensor.getDataType() != type.getNumber()) {
      throw new ExportException(
          "constant '"
              + tensor.getName()
              + "' is of another type than "
              + type
              + ", type "
              + TensorProto.DataType.forNumber(tensor.getDataType()));
    }
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new ExportException(
          "constant '"
              + tensor.getName()
              + "' lies outside of the file; save the graph as one file");
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto tensor(
      String name, TensorProto.DataType type, ByteBuffer bytes, long... shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor.build();
  }
}
