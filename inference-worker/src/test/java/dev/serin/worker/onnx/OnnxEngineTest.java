package dev.serin.worker.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.InputSpec.ElementType;
import dev.serin.worker.image.InputSpec.Layout;
import dev.serin.worker.model.Graph;
import dev.serin.worker.model.InvalidFileException;
import dev.serin.worker.testing.LogLines;
import dev.serin.worker.testing.NativeMemory;
import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OnnxEngineTest {
  private static final long SEED = 7;

  private final OnnxEngine engine = OnnxEngine.onCpu(1);
  private final Path folder;

  OnnxEngineTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false, false, 1",
    "false, false, false, false, 5",
    "true, false, false, false, 3",
    "false, true, false, false, 3",
    "true, true, false, false, 4",
    "true, true, true, true, 2",
    "false, false, true, true, 1",
  })
  void run_anyGraph_givesWhatItComputes(
      boolean nhwc, boolean uint8, boolean softmax, boolean four, int batch) throws Exception {
    TinyGraph tiny = graph(nhwc, uint8, softmax, four);
    try (Graph graph = load(tiny)) {
      assertThat(graph.fixedBatch()).isZero();
      requireOutputs(graph, tiny, batch);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void run_fixedBatch_givesWhatItComputes(int batch) throws Exception {
    TinyGraph tiny = TinyGraph.rgb().fixedBatch(batch).softmax().fourDimensional();
    try (Graph graph = load(tiny)) {
      assertThat(graph.fixedBatch()).isEqualTo(batch);
      requireOutputs(graph, tiny, batch);
    }
  }

  @Test
  void run_bufferOfWrongSizeOrOrder_refuses() throws Exception {
    TinyGraph tiny = TinyGraph.rgb();
    int bytes = tiny.spec().imageBytes();
    try (Graph graph = load(tiny)) {
      for (ByteBuffer wrong :
          new ByteBuffer[] {
            ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder()),
            direct(bytes - 4),
            direct(bytes + 4),
            otherOrder(bytes)
          }) {
        assertThatThrownBy(() -> graph.run(wrong, 1)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void load_notAGraph_saysSo() {
    TinyGraph tiny = TinyGraph.rgb();
    byte[] whole = tiny.bytes();
    byte[] junk = "<html>not found</html>".getBytes(StandardCharsets.US_ASCII);
    for (byte[] file : new byte[][] {new byte[0], junk, Arrays.copyOf(whole, whole.length - 9)}) {
      assertThatThrownBy(() -> engine.load(write(file), tiny.spec(), tiny.outputName()))
          .isInstanceOf(InvalidFileException.class)
          .hasMessageStartingWith("ONNX Runtime cannot load the graph (")
          .hasMessageEndingWith(")");
    }
  }

  @Test
  void load_cutAnywhere_isRefusedOrTheSameGraph() throws Exception {
    TinyGraph tiny = TinyGraph.rgb();
    byte[] whole = tiny.bytes();
    for (int length = 0; length < whole.length; length += 5) {
      byte[] cut = Arrays.copyOf(whole, length);
      try (Graph graph = engine.load(write(cut), tiny.spec(), tiny.outputName())) {
        // Cut between two fields of the last message, the rest may still be a graph.
        requireOutputs(graph, tiny, 1);
      } catch (InvalidFileException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void load_otherThanTheManifest_saysWhat() {
    TinyGraph tiny = TinyGraph.rgb();
    InputSpec spec = tiny.spec();
    refuses(tiny.bytes(), spec, "logits", "the graph has no output 'logits', only [scores]");
    refuses(TinyGraph.rgb().uint8().bytes(), spec, "scores", "is UINT8 in the graph, but FLOAT");
    refuses(
        TinyGraph.rgb().nhwc().bytes(), spec, "scores", "has the shape [-1, 8, 8, 3] in the graph");
    refuses(
        TinyGraph.rgb().weights(new float[][] {{1}, {2}}, 0, 0).bytes(),
        spec,
        "scores",
        "has the shape [-1, 1, 8, 8] in the graph, but [-1, 3, 8, 8] (NCHW) in the manifest");
  }

  @Test
  void onCudaOrCpu_withoutCuda_fallsBackWithOneLine() throws Exception {
    assumeThat(cudaIsMissing()).as("CUDA is here").isTrue();
    try (LogLines log = new LogLines(OnnxEngine.class)) {
      OnnxEngine fallback = OnnxEngine.onCudaOrCpu(1);
      assertThat(log.all()).hasSize(1);
      assertThat(log.all().get(0)).startsWith("INFO graphs run on the CPU").contains("CUDA");
      TinyGraph tiny = TinyGraph.rgb();
      try (Graph graph = fallback.load(write(tiny.bytes()), tiny.spec(), tiny.outputName())) {
        requireOutputs(graph, tiny, 2);
      }
    }
  }

  @Test
  void onCuda_withoutCuda_refusesAndNamesWhatIsMissing() {
    assumeThat(cudaIsMissing()).as("CUDA is here").isTrue();
    try (LogLines log = new LogLines(OnnxEngine.class)) {
      OnnxEngine.onCudaOrCpu(1);
      String line = log.all().get(0);
      String missing = line.substring(line.indexOf('(') + 1, line.lastIndexOf(')'));
      assertThat(missing).isNotBlank();
      assertThatThrownBy(() -> OnnxEngine.onCuda(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("inference.provider is cuda")
          .hasMessageContaining(missing);
    }
  }

  @Test
  void close_fiveHundredGraphs_releasesTheirMemory() throws Exception {
    assumeThat(NativeMemory.isKnown()).as("no /proc/self/status here").isTrue();
    // 3 MB of weights: what is not released cannot hide.
    float[][] weights = new float[250_000][3];
    TinyGraph big = TinyGraph.rgb().weights(weights, new float[weights.length]);
    Path file = write(big.bytes());
    openAndClose(big, file, 50);
    long before = NativeMemory.residentBytes();
    openAndClose(big, file, 500);
    long grown = NativeMemory.residentBytes() - before;
    assertThat(grown).as("bytes more than before").isLessThan(200L << 20);
  }

  private void openAndClose(TinyGraph graph, Path file, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      engine.load(file, graph.spec(), graph.outputName()).close();
    }
  }

  private void refuses(byte[] file, InputSpec spec, String output, String why) {
    assertThatThrownBy(() -> engine.load(write(file), spec, output))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(why);
  }

  private Graph load(TinyGraph tiny) throws IOException {
    return engine.load(write(tiny.bytes()), tiny.spec(), tiny.outputName());
  }

  private Path write(byte[] file) throws IOException {
    return Files.write(folder.resolve("model.onnx"), file);
  }

  private static TinyGraph graph(boolean nhwc, boolean uint8, boolean softmax, boolean four) {
    float[][] weights = {{0.5f, -1, 2}, {-0.25f, 1, 0}, {1, 1, 1}, {0, 0, -3}};
    TinyGraph graph = TinyGraph.rgb().weights(weights, 0.1f, 0.2f, -0.3f, 0.4f);
    graph = nhwc ? graph.nhwc() : graph;
    graph = uint8 ? graph.uint8() : graph;
    graph = softmax ? graph.softmax() : graph;
    return four ? graph.fourDimensional() : graph;
  }

  private static void requireOutputs(Graph graph, TinyGraph tiny, int batch) {
    InputSpec spec = tiny.spec();
    ByteBuffer input = direct(batch * spec.imageBytes());
    SplittableRandom random = new SplittableRandom(SEED);
    double[][] means = new double[batch][tiny.channels()];
    for (int n = 0; n < batch; n++) {
      fill(input, spec, random, means[n]);
    }
    input.flip();
    float[] output = graph.run(input, batch);
    assertThat(output).hasSize(batch * tiny.classes());
    for (int n = 0; n < batch; n++) {
      double[] expected = tiny.output(means[n]);
      for (int k = 0; k < expected.length; k++) {
        assertThat((double) output[n * expected.length + k])
            .as("seed %s image %s class %s", SEED, n, k)
            .isCloseTo(expected[k], within(2e-3));
      }
    }
  }

  /** One image of noise around another level for each channel; {@code means} gets its means. */
  private static void fill(
      ByteBuffer input, InputSpec spec, SplittableRandom random, double[] means) {
    int channels = means.length;
    int pixels = spec.height() * spec.width();
    for (int i = 0; i < pixels * channels; i++) {
      int channel = spec.layout() == Layout.NHWC ? i % channels : i / pixels;
      int value = 60 * channel + random.nextInt(40);
      means[channel] += (double) value / pixels;
      if (spec.type() == ElementType.UINT8) {
        input.put((byte) value);
      } else {
        input.putFloat(value);
      }
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer otherOrder(int bytes) {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    return ByteBuffer.allocateDirect(bytes)
        .order(little ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  private static boolean cudaIsMissing() {
    try {
      OnnxEngine.onCuda(1);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
