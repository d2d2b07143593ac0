package dev.serin.training.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.serin.training.net.Logits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** Runs an exported graph with ONNX Runtime on the CPU. */
public final class OnnxRunner implements Logits, AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final int height;
  private final int width;

  /**
   * @param model bytes of the ONNX file, with the input and output of {@link OnnxExporter}
   * @throws ExportException where ONNX Runtime refuses it
   */
  public OnnxRunner(byte[] model, int height, int width) {
    this.environment = OrtEnvironment.getEnvironment();
    this.height = height;
    this.width = width;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      this.session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String libraryVersion() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  @Override
  public float[] of(float[] values, int n) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(values)
            .flip();
    long[] shape = {n, values.length / ((long) n * height * width), height, width};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, buffer, shape);
        OrtSession.Result result = session.run(Map.of(OnnxExporter.INPUT, input))) {
      OnnxTensor output = (OnnxTensor) result.get(0);
      FloatBuffer logits = output.getFloatBuffer();
      float[] copy = new float[logits.remaining()];
      logits.get(copy);
      return copy;
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime cannot run the graph: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime cannot close the graph: " + e.getMessage(), e);
    }
  }
}
