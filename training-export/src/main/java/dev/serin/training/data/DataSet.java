package dev.serin.training.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set ready for use.
 *
 * @param train images to train on
 * @param validation images kept out of training, to follow its progress
 * @param test the images that only measure
 * @param labels names of the classes
 * @param digest SHA-256 over the digests of its files
 * @param source where it is and how it came there, for people
 * @param manifest what it holds, photo by photo; null of files that the configuration pins
 * @param files what the images are read from; closed with this
 */
public record DataSet(
    ImageSet train,
    ImageSet validation,
    ImageSet test,
    List<String> labels,
    String digest,
    String source,
    @Nullable DataManifest manifest,
    Files files)
    implements AutoCloseable {

  /** Something to be closed once no image is asked for any more. */
  interface Files {
    void close();
  }

  @Override
  public void close() {
    files.close();
  }
}
