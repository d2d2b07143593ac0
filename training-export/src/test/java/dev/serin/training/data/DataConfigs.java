package dev.serin.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Configurations of synthetic data. */
final class DataConfigs {
  private DataConfigs() {}

  /** Pins the files of {@code files}, to be looked for in {@code folder}, else got {@code from}. */
  static DataConfig of(Path files, Path folder, String from) throws IOException {
    return new DataConfig(
        List.of(folder.toString()),
        new DataConfig.Download(from, folder.toString()),
        new DataConfig.Pair(pin(files, "train-images.gz"), pin(files, "train-labels.gz")),
        new DataConfig.Pair(pin(files, "test-images.gz"), pin(files, "test-labels.gz")),
        List.of("left", "middle", "right"),
        5,
        "none");
  }

  private static PinnedFile pin(Path folder, String file) throws IOException {
    return new PinnedFile(file, Digests.of(folder.resolve(file)));
  }
}
