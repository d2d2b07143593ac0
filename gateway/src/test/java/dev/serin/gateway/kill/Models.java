package dev.serin.gateway.kill;

import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The model {@code pets}: versions 1 and 2 have the same labels, version 3 never has. */
final class Models {
  /** What {@code model.yaml} names as stable. */
  static final String DECLARED = "1";

  static final List<String> LABELS = List.of("red", "green", "blue");
  private static final int COLOURS = 1 << 24;

  private Models() {}

  static void write(Path folder) throws IOException {
    ModelFolders models = new ModelFolders(Files.createDirectories(folder));
    models.write("pets", "1", TinyGraph.rgb());
    models.write(
        "pets", "2", TinyGraph.rgb().weights(new float[][] {{8, 0, 0}, {0, 8, 0}, {0, 0, 8}}));
    models.write(
        "pets", Kind.ODD, TinyGraph.rgb().weights(new float[][] {{0, 9, 0}, {0, 0, 9}, {9, 0, 0}}));
    models.stable("pets", DECLARED);
  }

  /** No two numbers have the same image. */
  static byte[] image(int number) {
    return TestImages.plain((int) (number * 2_654_435_761L & (COLOURS - 1)));
  }
}
