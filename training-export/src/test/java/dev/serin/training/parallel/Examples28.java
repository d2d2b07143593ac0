package dev.serin.training.parallel;

import dev.serin.training.Inputs;
import dev.serin.training.data.Augmentation;
import dev.serin.training.data.AugmentedImages;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.data.SyntheticData;
import java.util.Iterator;

/** Synthetic images of 28 x 28 pixels, ready for a network. */
final class Examples28 implements AutoCloseable {
  private final Preparation preparation = new Preparation(Inputs.grey28());

  /** Epoch {@code epoch} of {@code n} images, in batches of {@code batch}. */
  Iterator<Batch> epoch(int n, int batch, long seed, int epoch) {
    return epoch(n, batch, seed, epoch, SyntheticData.CLASSES);
  }

  /** The same with room for another number of classes. */
  Iterator<Batch> epoch(int n, int batch, long seed, int epoch, int classes) {
    return new Batches(
            new AugmentedImages(
                SyntheticData.images(n, seed), new Augmenter(Augmentation.NONE), preparation),
            classes,
            0,
            batch,
            seed)
        .epoch(epoch);
  }

  Examples validation(int n, long seed) {
    return new PreparedImages(SyntheticData.images(n, seed), preparation);
  }

  @Override
  public void close() {
    preparation.close();
  }
}
