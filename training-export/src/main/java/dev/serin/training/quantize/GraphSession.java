package dev.serin.training.quantize;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.ExportException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.BiConsumer;

/** Runs a graph with one input, float32 or uint8, on ONNX Runtime's CPU. Not thread-safe. */
final class GraphSession implements Logits, AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final String input;
  private final boolean bytes;
  private final int batchMax;
  private final long[] shape;

  /**
   * @param shape of one image, as the graph reads it
   * @param threads of a run; 0 for one a core
   * @throws ExportException where ONNX Runtime refuses the graph
   */
  GraphSession(byte[] model, long[] shape, int threads) {
    this(model, shape, options(threads));
  }

  /**
   * @param options are closed
   */
  GraphSession(byte[] model, long[] shape, OrtSession.SessionOptions options) {
    this.shape = shape.clone();
    try (options) {
      this.session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
    try {
      NodeInfo info = session.getInputInfo().values().iterator().next();
      TensorInfo tensor = (TensorInfo) info.getInfo();
      this.input = info.getName();
      this.bytes = tensor.type == OnnxJavaType.UINT8;
      long batch = tensor.getShape()[0];
      this.batchMax = batch > 0 ? Math.toIntExact(batch) : Integer.MAX_VALUE;
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  static OrtSession.SessionOptions options(int threads) {
    // Options made before there is an environment end the process.
    OrtEnvironment.getEnvironment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    try {
      options.setIntraOpNumThreads(threads);
      return options;
    } catch (OrtException e) {
      options.close();
      throw failed(e);
    }
  }

  /** How many images the graph takes at once. */
  int batchMax() {
    return batchMax;
  }

  int valuesPerImage() {
    long size = 1;
    for (long dimension : shape) {
      size *= dimension;
    }
    return Math.toIntExact(size);
  }

  @Override
  public float[] of(float[] values, int n) {
    float[][] parts = new float[(n + step(n) - 1) / step(n)][];
    for (int from = 0; from < n; from += step(n)) {
      int part = from / step(n);
      try (OnnxTensor images = tensor(values, from, Math.min(step(n), n - from));
          OrtSession.Result result = session.run(Map.of(input, images))) {
        parts[part] = floats((OnnxTensor) result.get(0));
      } catch (OrtException e) {
        throw failed(e);
      }
    }
    return joined(parts);
  }

  /**
   * Gives each output of a run, with its name, to {@code taker}.
   *
   * @param n images, at most {@link #batchMax}
   */
  void run(float[] values, int n, BiConsumer<String, OnnxTensor> taker) {
    try (OnnxTensor images = tensor(values, 0, n);
        OrtSession.Result result = session.run(Map.of(input, images))) {
      result.forEach(output -> taker.accept(output.getKey(), (OnnxTensor) output.getValue()));
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Runs {@code runs} times on the same images; gives the nanoseconds it took. */
  long time(float[] values, int n, int runs) {
    try (OnnxTensor images = tensor(values, 0, n)) {
      long start = System.nanoTime();
      for (int run = 0; run < runs; run++) {
        session.run(Map.of(input, images)).close();
      }
      return System.nanoTime() - start;
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  /** Ends the profile that the options asked for; gives the name of its file. */
  String endProfiling() {
    try {
      return session.endProfiling();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private int step(int n) {
    return Math.min(n, batchMax);
  }

  private OnnxTensor tensor(float[] values, int from, int n) throws OrtException {
    int size = valuesPerImage();
    long[] dimensions = new long[shape.length + 1];
    dimensions[0] = n;
    System.arraycopy(shape, 0, dimensions, 1, shape.length);
    int width = bytes ? 1 : Float.BYTES;
    ByteBuffer buffer = ByteBuffer.allocateDirect(n * size * width).order(ByteOrder.nativeOrder());
    if (bytes) {
      for (int i = 0; i < n * size; i++) {
        buffer.put(i, (byte) Math.round(values[from * size + i]));
      }
      return OnnxTensor.createTensor(environment, buffer, dimensions, OnnxJavaType.UINT8);
    }
    FloatBuffer floats = buffer.asFloatBuffer();
    floats.put(0, values, from * size, n * size);
    return OnnxTensor.createTensor(environment, floats, dimensions);
  }

  private static float[] floats(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] copy = new float[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  private static float[] joined(float[][] parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    int size = 0;
    for (float[] part : parts) {
      size += part.length;
    }
    float[] all = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static ExportException failed(OrtException e) {
    return new ExportException("ONNX Runtime cannot run the graph: " + e.getMessage(), e);
  }
}
