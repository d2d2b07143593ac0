package dev.serin.training.data;

import java.util.List;

/**
 * Labelled photos, ready for use.
 *
 * @param train photos to train on; each class has some
 * @param validation photos kept out of training, to follow it and to choose by
 * @param test photos that only measure
 * @param labels names of the classes
 * @param digest that of the manifest
 * @param manifest what is in the sets, photo by photo
 * @param skipped photos left out
 * @param source where the photos are read from, as long as this is open
 */
public record PhotoData(
    ImageSet train,
    ImageSet validation,
    ImageSet test,
    List<String> labels,
    String digest,
    DataManifest manifest,
    List<Skipped> skipped,
    PhotoSource source)
    implements AutoCloseable {

  /** Ends the reading of photos: the sets give none from here on. */
  @Override
  public void close() {
    source.close();
  }
}
