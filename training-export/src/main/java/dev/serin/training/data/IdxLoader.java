package dev.serin.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds, checks and reads the IDX files of a configuration. */
public final class IdxLoader {
  private final Downloader downloader;
  private final IdxReader reader;

  public IdxLoader(Downloader downloader, IdxReader reader) {
    this.downloader = downloader;
    this.reader = reader;
  }

  /**
   * Takes the first configured folder that has all files, else downloads them. The digests are
   * checked whatever the source.
   *
   * @throws DataException where the files are not to be had, damaged, or others than pinned
   */
  public DataSet load(IdxConfig config) {
    for (String folder : config.folders()) {
      Path path = Path.of(folder);
      if (hasAll(path, config.files())) {
        return read(config, path, "found");
      }
    }
    Path target = Path.of(config.download().to());
    for (PinnedFile file : config.files()) {
      if (!Files.isRegularFile(target.resolve(file.file()))) {
        downloader.fetch(config.download().from(), file, target);
      }
    }
    return read(config, target, "downloaded from " + config.download().from());
  }

  /**
   * Takes the files of {@code folder}, and nothing else.
   *
   * @throws DataException where one is missing, damaged, or another than pinned
   */
  public DataSet loadFrom(Path folder, IdxConfig config) {
    for (PinnedFile file : config.files()) {
      if (!Files.isRegularFile(folder.resolve(file.file()))) {
        throw new DataException("there is no " + folder.resolve(file.file()));
      }
    }
    return read(config, folder, "found");
  }

  private DataSet read(IdxConfig config, Path folder, String found) {
    for (PinnedFile file : config.files()) {
      check(file, folder.resolve(file.file()));
    }
    GreyImages train = read(config.train(), folder);
    GreyImages test = read(config.test(), folder);
    checkLabels(train, config);
    checkLabels(test, config);
    if (train.height() != test.height() || train.width() != test.width()) {
      throw new DataException("the training images have another size than the test images");
    }
    int kept = train.size() - config.validation();
    if (kept < 1) {
      throw new DataException(
          "data.idx.validation "
              + config.validation()
              + " leaves none of the "
              + train.size()
              + " training images");
    }
    return new DataSet(
        train.part(0, kept),
        train.part(kept, train.size()),
        test,
        config.labels(),
        Digests.of(config.files()),
        found + " in " + folder,
        null,
        () -> {});
  }

  private GreyImages read(IdxConfig.Pair pair, Path folder) {
    return reader.read(folder.resolve(pair.images().file()), folder.resolve(pair.labels().file()));
  }

  private static void checkLabels(GreyImages images, IdxConfig config) {
    if (images.labelMax() >= config.labels().size()) {
      throw new DataException(
          "an image has label "
              + images.labelMax()
              + ", data.idx.labels names only "
              + config.labels().size()
              + " classes");
    }
  }

  private static boolean hasAll(Path folder, List<PinnedFile> files) {
    return files.stream().allMatch(f -> Files.isRegularFile(folder.resolve(f.file())));
  }

  private static void check(PinnedFile wanted, Path file) {
    try {
      String found = Digests.of(file);
      if (!found.equals(wanted.sha256())) {
        throw new DataException(
            file
                + " is not the file that the configuration pins: its SHA-256 is "
                + found
                + ", not "
                + wanted.sha256());
      }
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
