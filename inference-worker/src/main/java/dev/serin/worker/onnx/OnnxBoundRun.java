package dev.serin.worker.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.serin.worker.model.BoundRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tensors of each batch size over its two buffers, made at the first run of that size.
 */
final class OnnxBoundRun implements BoundRun {
  private final OnnxGraph graph;
  private final ByteBuffer input;
  private final FloatBuffer output;
  private final int outputsPerImage;
  private final @Nullable Pinned[] pinned;
  private boolean closed;

  /** Tensors over the buffers, as the run wants them: by name. */
  private record Pinned(
      Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, FloatBuffer values)
      implements AutoCloseable {
    @Override
    public void close() {
      inputs.values().forEach(OnnxTensor::close);
      outputs.values().forEach(OnnxTensor::close);
    }
  }

  OnnxBoundRun(OnnxGraph graph, int images, int imageBytes, int outputsPerImage) {
    this.graph = graph;
    this.outputsPerImage = outputsPerImage;
    input = direct(Math.multiplyExact(images, imageBytes));
    output =
        direct(Math.multiplyExact(Math.multiplyExact(images, outputsPerImage), Float.BYTES))
            .asFloatBuffer();
    pinned = new @Nullable Pinned[images + 1];
  }

  @Override
  public ByteBuffer input() {
    return input;
  }

  @Override
  public FloatBuffer run(int batch) {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    try {
      Pinned tensors = pinned[batch];
      if (tensors == null) {
        tensors = pin(batch);
        pinned[batch] = tensors;
      }
      graph.run(tensors.inputs(), tensors.outputs());
      return tensors.values();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    closed = true;
    for (int i = 0; i < pinned.length; i++) {
      Pinned tensors = pinned[i];
      if (tensors != null) {
        tensors.close();
        pinned[i] = null;
      }
    }
  }

  private Pinned pin(int batch) throws OrtException {
    FloatBuffer values = output.slice(0, batch * outputsPerImage);
    OnnxTensor in = graph.inputTensor(input, batch);
    try {
      return new Pinned(
          Map.of(graph.inputName(), in),
          Map.of(graph.outputName(), graph.outputTensor(values, batch)),
          values);
    } catch (OrtException e) {
      in.close();
      throw e;
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
