package dev.serin.worker.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.model.Graph;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

final class OnnxGraph implements Graph {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final InputSpec input;
  private final String outputName;
  private final int fixedBatch;

  OnnxGraph(
      OrtEnvironment environment,
      OrtSession session,
      InputSpec input,
      String outputName,
      int fixedBatch) {
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.outputName = outputName;
    this.fixedBatch = fixedBatch;
  }

  @Override
  public int fixedBatch() {
    return fixedBatch;
  }

  @Override
  public float[] run(ByteBuffer images, int batch) {
    // In another byte order ONNX Runtime takes the buffer, and reads it wrong.
    if (!images.isDirect()
        || images.order() != ByteOrder.nativeOrder()
        || images.remaining() != input.imageBytes() * batch) {
      throw new IllegalArgumentException("not " + batch + " images in native order: " + images);
    }
    try (OnnxTensor tensor = tensor(images, batch);
        OrtSession.Result result = session.run(Map.of(input.name(), tensor), Set.of(outputName))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] output = new float[values.remaining()];
      values.get(output);
      return output;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  /** A view of {@code images}: nothing is copied. */
  private OnnxTensor tensor(ByteBuffer images, int batch) throws OrtException {
    long[] shape = input.shape(batch);
    return input.type() == ElementType.UINT8
        ? OnnxTensor.createTensor(environment, images, shape, OnnxJavaType.UINT8)
        : OnnxTensor.createTensor(environment, images.asFloatBuffer(), shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session", e);
    }
  }
}
