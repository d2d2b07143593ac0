package dev.serin.worker.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.model.InvalidFileException;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what a manifest says with what the graph itself declares. */
final class GraphCheck {
  /** Far above any batch that makes sense. */
  private static final long BATCH_BYTES_MAX = 1 << 30;

  private GraphCheck() {}

  /**
   * @return images of each run where the graph fixes it, else 0
   * @throws InvalidFileException if the graph is not what the manifest says
   */
  static int fixedBatch(OrtSession session, InputSpec spec, String outputName)
      throws OrtException, InvalidFileException {
    TensorInfo input = tensor("input", spec.name(), session.getInputInfo());
    if (session.getNumInputs() != 1) {
      throw new InvalidFileException(
          "the graph has the inputs " + session.getInputNames() + "; Serin fills exactly one");
    }
    OnnxJavaType wanted =
        spec.type() == ElementType.UINT8 ? OnnxJavaType.UINT8 : OnnxJavaType.FLOAT;
    if (input.type != wanted) {
      throw new InvalidFileException(
          "input '%s' is %s in the graph, but %s in the manifest"
              .formatted(spec.name(), name(input), wanted));
    }
    requireShape(spec, input.getShape());
    requireOutput(outputName, tensor("output", outputName, session.getOutputInfo()));
    return fixedBatch(spec, Math.max(0, input.getShape()[0]));
  }

  /** Dimensions of the output as declared, -1 where the graph leaves one open. */
  static long[] outputShape(OrtSession session, String name)
      throws OrtException, InvalidFileException {
    return tensor("output", name, session.getOutputInfo()).getShape();
  }

  /** A graph can declare any number: what would not fit into memory is refused by name. */
  private static int fixedBatch(InputSpec spec, long images) throws InvalidFileException {
    if (images > BATCH_BYTES_MAX / spec.imageBytes()) {
      throw new InvalidFileException(
          "the graph takes a batch of %d images, which is more than %d MiB"
              .formatted(images, BATCH_BYTES_MAX >> 20));
    }
    return (int) images;
  }

  private static TensorInfo tensor(String kind, String name, Map<String, NodeInfo> nodes)
      throws InvalidFileException {
    @Nullable NodeInfo node = nodes.get(name);
    if (node == null) {
      throw new InvalidFileException(
          "the graph has no %s '%s', only %s".formatted(kind, name, nodes.keySet()));
    }
    if (node.getInfo() instanceof TensorInfo tensor) {
      return tensor;
    }
    throw new InvalidFileException(kind + " '" + name + "' is not a tensor");
  }

  /** A dimension that the graph leaves open (-1) takes any size. */
  private static void requireShape(InputSpec spec, long[] found) throws InvalidFileException {
    long[] wanted = spec.shape(-1);
    boolean fits = found.length == wanted.length;
    for (int i = 1; fits && i < wanted.length; i++) {
      fits = found[i] < 0 || found[i] == wanted[i];
    }
    if (!fits) {
      throw new InvalidFileException(
          "input '%s' has the shape %s in the graph, but %s (%s) in the manifest"
              .formatted(
                  spec.name(), Arrays.toString(found), Arrays.toString(wanted), spec.layout()));
    }
  }

  private static void requireOutput(String name, TensorInfo output) throws InvalidFileException {
    long[] shape = output.getShape();
    boolean flat = shape.length >= 2;
    for (int i = 2; flat && i < shape.length; i++) {
      flat = shape[i] == 1 || shape[i] < 0;
    }
    if (output.type != OnnxJavaType.FLOAT || !flat) {
      throw new InvalidFileException(
          "output '%s' is %s %s in the graph; Serin reads FLOAT [batch, classes]"
              .formatted(name, name(output), Arrays.toString(shape)));
    }
  }

  private static String name(TensorInfo info) {
    // The Java type has one name for all 16-bit floats.
    return info.onnxType.name().contains("FLOAT16")
        ? info.onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "")
        : info.type.name();
  }
}
