package dev.serin.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Configurations of synthetic data. */
final class IdxConfigs {
  private IdxConfigs() {}

  /** Pins the files of {@code files}, to be looked for in {@code folder}, else got {@code from}. */
  static IdxConfig of(Path files, Path folder, String from) throws IOException {
    return new IdxConfig(
        List.of(folder.toString()),
        new IdxConfig.Download(from, folder.toString()),
        new IdxConfig.Pair(pin(files, "train-images.gz"), pin(files, "train-labels.gz")),
        new IdxConfig.Pair(pin(files, "test-images.gz"), pin(files, "test-labels.gz")),
        List.of("left", "middle", "right"),
        5);
  }

  private static PinnedFile pin(Path folder, String file) throws IOException {
    return new PinnedFile(file, Digests.of(folder.resolve(file)));
  }
}
