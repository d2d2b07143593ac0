package dev.serin.worker.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.model.BoundRun;
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

  /** Of a batch, as declared or else as found; the first dimension is the batch. */
  private volatile long[] outputShape;

  OnnxGraph(
      OrtEnvironment environment,
      OrtSession session,
      InputSpec input,
      String outputName,
      long[] outputShape,
      int fixedBatch) {
    this.environment = environment;
    this.session = session;
    this.input = input;
    this.outputName = outputName;
    this.outputShape = outputShape.clone();
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

  @Override
  public BoundRun bind(int images) {
    long values = 1;
    for (long size : knownShape(1)) {
      values = Math.multiplyExact(values, size);
    }
    return new OnnxBoundRun(this, images, input.imageBytes(), Math.toIntExact(values));
  }

  String inputName() {
    return input.name();
  }

  String outputName() {
    return outputName;
  }

  /** The tensors belong to the caller; the results are in {@code outputs}. */
  void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) throws OrtException {
    // What the caller pinned is not closed with the result.
    session.run(inputs, Set.of(), outputs).close();
  }

  OnnxTensor inputTensor(ByteBuffer images, int batch) throws OrtException {
    int bytes = batch * input.imageBytes();
    return tensor(images.slice(0, bytes).order(ByteOrder.nativeOrder()), batch);
  }

  OnnxTensor outputTensor(FloatBuffer values, int batch) throws OrtException {
    return OnnxTensor.createTensor(environment, values, knownShape(batch));
  }

  /** A graph may leave its classes open: then a run on nothing shows how many there are. */
  private long[] knownShape(int batch) {
    long[] shape = outputShape.clone();
    shape[0] = batch;
    for (int i = 2; i < shape.length; i++) {
      shape[i] = 1;
    }
    if (shape[1] < 0) {
      int images = Math.max(1, fixedBatch);
      ByteBuffer nothing = ByteBuffer.allocateDirect(images * input.imageBytes());
      shape[1] = run(nothing.order(ByteOrder.nativeOrder()), images).length / images;
      outputShape = shape.clone();
    }
    return shape;
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
