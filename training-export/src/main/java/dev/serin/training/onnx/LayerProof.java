package dev.serin.training.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.ModelProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * Compares a network with its exported graph, part by part: the first part that differs is where
 * the export went wrong, while all behind it only inherit that.
 */
public final class LayerProof {
  private LayerProof() {}

  /**
   * The differences of all parts, in the order of computation; of the last one before its softmax.
   * One more, the last, is that of the network's answer as a whole: DL4J's own walk from part to
   * part may say something else than the parts do.
   *
   * @param model the exported graph, as {@link OnnxExporter} names its tensors
   * @param values {@code n} inputs, one after the other
   * @param inputShape as {@link OnnxExporter#export}
   * @throws ExportException where the graph lacks a part or does not run
   */
  public static List<LayerDifference> compare(
      Model network, byte[] model, float[] values, int n, long... inputShape) {
    OnnxExporter.Exported exported = new OnnxExporter().graph(network, inputShape);
    Map<String, float[]> trained = Activity.of(network, values, n, inputShape);
    Map<String, float[]> served =
        run(model, new LinkedHashSet<>(exported.tensors().values()), values, n, inputShape);
    List<LayerDifference> differences = new ArrayList<>();
    for (Step step : exported.plan().steps()) {
      differences.add(
          difference(
              step.name(),
              OnnxExporter.kind(step),
              trained.get(step.name()),
              served.get(exported.tensors().get(step.name()))));
    }
    differences.add(
        difference(
            Activity.WHOLE,
            network.getClass().getSimpleName(),
            trained.get(Activity.WHOLE),
            served.get(OnnxExporter.OUTPUT)));
    return List.copyOf(differences);
  }

  private static LayerDifference difference(
      String name, String kind, float @Nullable [] wanted, float @Nullable [] found) {
    if (wanted == null || found == null) {
      throw new ExportException("part '" + name + "' has no output to compare");
    }
    return new LayerDifference(name, kind, relativeDifference(wanted, found));
  }

  /**
   * @param tolerance the largest relative difference that is accepted
   * @throws ExportException naming the first part that differs by more
   */
  public static void check(List<LayerDifference> differences, double tolerance) {
    for (LayerDifference layer : differences) {
      // A difference that is no number is no small one.
      if (!(layer.difference() <= tolerance)) {
        throw new ExportException(
            String.format(
                java.util.Locale.ROOT,
                "the exported graph first differs from the network at '%s' (%s): by %.2e of its"
                    + " output's range, above the tolerance of %.0e",
                layer.name(),
                layer.kind(),
                layer.difference(),
                tolerance));
      }
    }
  }

  static double relativeDifference(float[] wanted, float[] found) {
    if (wanted.length != found.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < wanted.length; i++) {
      // Math.max hands a NaN on.
      largest = Math.max(largest, Math.abs((double) wanted[i] - found[i]));
      low = Math.min(low, wanted[i]);
      high = Math.max(high, wanted[i]);
    }
    // An output that is the same everywhere has no range but a size.
    double range = Math.max(high - low, Math.max(Math.abs(high), Float.MIN_NORMAL));
    return largest / range;
  }

  private static Map<String, float[]> run(
      byte[] model, Set<String> tensors, float[] values, int n, long... inputShape) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = Activity.batched(n, inputShape);
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = environment.createSession(withOutputs(model, tensors), options);
        OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
        OrtSession.Result result = session.run(Map.of(OnnxExporter.INPUT, input))) {
      Map<String, float[]> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : result) {
        FloatBuffer buffer = ((OnnxTensor) entry.getValue()).getFloatBuffer();
        float[] copy = new float[buffer.remaining()];
        buffer.get(copy);
        outputs.put(entry.getKey(), copy);
      }
      outputs.put(OnnxExporter.INPUT, values);
      return outputs;
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  /** The model with each of these tensors as an output. */
  private static byte[] withOutputs(byte[] model, Set<String> tensors) {
    try {
      ModelProto.Builder builder = ModelProto.parseFrom(model).toBuilder();
      for (String tensor : tensors) {
        if (!tensor.equals(OnnxExporter.OUTPUT) && !tensor.equals(OnnxExporter.INPUT)) {
          builder.getGraphBuilder().addOutput(floats(tensor));
        }
      }
      return builder.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      throw new ExportException("the graph is no ONNX file: " + e.getMessage(), e);
    }
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
