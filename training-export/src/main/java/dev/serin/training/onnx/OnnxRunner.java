package dev.serin.training.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.serin.training.net.Logits;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a graph that reads images with ONNX Runtime on the CPU; its first output is the answer.
 * Thread-safe until closed.
 */
public final class OnnxRunner implements Logits, AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final String input;
  private final boolean bytes;
  private final BatchShape shape;

  /** The dimensions of {@code n} images that are {@code values} values. */
  private interface BatchShape {
    long[] of(int n, long values);
  }

  /** Loads the graph. */
  private interface Source {
    OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
        throws OrtException;
  }

  /**
   * @param model bytes of an ONNX file of {@link OnnxExporter}, NCHW
   */
  public OnnxRunner(byte[] model, int height, int width) {
    this(
        model,
        OnnxExporter.INPUT,
        false,
        (n, values) -> new long[] {n, values / ((long) n * height * width), height, width},
        0);
  }

  /**
   * @param model bytes of an ONNX file of {@link OnnxExporter}
   * @param inputShape of one input, as {@link OnnxExporter#export}
   */
  OnnxRunner(byte[] model, long... inputShape) {
    this(model, OnnxExporter.INPUT, false, (n, values) -> Activity.batched(n, inputShape), 0);
  }

  /** Runs on as many threads as there are cores. */
  public OnnxRunner(byte[] model, InputSpec input) {
    this(model, input, 0);
  }

  /**
   * @param model bytes of the ONNX file
   * @param input what the graph reads
   * @param threads that share one run; 0 for one a core
   * @throws ExportException where ONNX Runtime refuses it
   */
  public OnnxRunner(byte[] model, InputSpec input, int threads) {
    this(
        model,
        input.name(),
        input.type() == ElementType.UINT8,
        (n, values) -> input.shape(n),
        threads);
  }

  /**
   * Runs a graph with all its data files, which are looked for beside it: of bytes alone ONNX
   * Runtime would look for them in the working directory.
   *
   * @param model an ONNX file
   * @throws ExportException where ONNX Runtime refuses it
   */
  public OnnxRunner(Path model, InputSpec input) {
    this(
        (environment, options) -> environment.createSession(model.toString(), options),
        input.name(),
        input.type() == ElementType.UINT8,
        (n, values) -> input.shape(n),
        0);
  }

  private OnnxRunner(byte[] model, String input, boolean bytes, BatchShape shape, int threads) {
    this(
        (environment, options) -> environment.createSession(model, options),
        input,
        bytes,
        shape,
        threads);
  }

  private OnnxRunner(Source model, String input, boolean bytes, BatchShape shape, int threads) {
    this.environment = OrtEnvironment.getEnvironment();
    this.input = input;
    this.bytes = bytes;
    this.shape = shape;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      this.session = model.open(environment, options);
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime refuses the graph: " + e.getMessage(), e);
    }
  }

  /** The version of ONNX Runtime. */
  public static String libraryVersion() {
    return OrtEnvironment.getEnvironment().getVersion();
  }

  /** The shape of the answer to {@code n} images of {@code values} values each. */
  public long[] outputShape(int values, int n) {
    return run(
        new float[n * values],
        n,
        result -> ((OnnxTensor) result.get(0)).getInfo().getShape().clone());
  }

  /**
   * @param values as the preprocessing gives them; for a graph that reads uint8 the pixels, 0..255
   */
  @Override
  public float[] of(float[] values, int n) {
    return run(values, n, result -> copy((OnnxTensor) result.get(0)));
  }

  /** Every output of the graph, by its name; float32 only. */
  public Map<String, float[]> outputs(float[] values, int n) {
    return run(
        values,
        n,
        result -> {
          Map<String, float[]> outputs = new LinkedHashMap<>();
          for (Map.Entry<String, OnnxValue> entry : result) {
            outputs.put(entry.getKey(), copy((OnnxTensor) entry.getValue()));
          }
          return outputs;
        });
  }

  private interface Reader<T> {
    T read(OrtSession.Result result);
  }

  private <T> T run(float[] values, int n, Reader<T> reader) {
    try (OnnxTensor tensor = tensor(values, n);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      return reader.read(result);
    } catch (OrtException e) {
      throw new ExportException("ONNX Runtime cannot run the graph: " + e.getMessage(), e);
    }
  }

  private static float[] copy(OnnxTensor tensor) {
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] copy = new float[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  private OnnxTensor tensor(float[] values, int n) throws OrtException {
    long[] dimensions = shape.of(n, values.length);
    if (bytes) {
      ByteBuffer pixels = ByteBuffer.allocateDirect(values.length);
      for (float value : values) {
        pixels.put((byte) (int) value);
      }
      return OnnxTensor.createTensor(environment, pixels.flip(), dimensions, OnnxJavaType.UINT8);
    }
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(values)
            .flip();
    return OnnxTensor.createTensor(environment, buffer, dimensions);
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
