package dev.serin.training.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxRunnerTest {
  /** A version from elsewhere may be evaluated, wherever the command is started. */
  @Test
  void of_graphWithADataFile_readsItBesideTheGraphNotInTheWorkingDirectory(@TempDir Path folder)
      throws IOException {
    String location = "serin-" + ProcessHandle.current().pid() + ".data";
    TinyGraph graph = TinyGraph.rgb().dataIn(location);
    Path model = Files.write(folder.resolve("model.onnx"), graph.bytes());
    Files.write(folder.resolve(location), graph.data());
    Path trap = Path.of(location).toAbsolutePath();
    Files.write(trap, new byte[graph.data().length]);
    try (OnnxRunner runner = new OnnxRunner(model, graph.spec())) {
      int values = graph.spec().imageBytes() / Float.BYTES;
      float[] red = new float[values];
      Arrays.fill(red, 0, values / 3, 1);
      assertThat(runner.of(red, 1)).containsExactly(10, 0, 0);
    } finally {
      Files.delete(trap);
    }
  }
}
