package dev.serin.training.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Training batches, epoch by epoch: shuffled, varied, preprocessed. An epoch depends on the seed
 * and its own number alone, so a run can be repeated from any epoch on.
 */
public final class Batches {
  private final ImageSet images;
  private final int classes;
  private final Augmentation augmentation;
  private final Preparation preparation;
  private final int batch;
  private final long seed;

  public Batches(
      ImageSet images,
      int classes,
      Augmentation augmentation,
      Preparation preparation,
      int batch,
      long seed) {
    this.images = images;
    this.classes = classes;
    this.augmentation = augmentation;
    this.preparation = preparation;
    this.batch = batch;
    this.seed = seed;
  }

  /** How many batches an epoch has; the last one may be smaller. */
  public int perEpoch() {
    return (images.size() + batch - 1) / batch;
  }

  /** The batches of epoch {@code epoch}, 0 first. */
  public Iterator<Batch> epoch(int epoch) {
    // A SplittableRandom mixes its seed well, so neighbouring epochs share nothing.
    SplittableRandom random = new SplittableRandom(seed * 1_000_003L + epoch);
    int[] order = shuffled(random);
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < order.length;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int from = next;
        next = Math.min(order.length, next + batch);
        return make(order, from, next, random);
      }
    };
  }

  private int[] shuffled(SplittableRandom random) {
    int[] order = new int[images.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private Batch make(int[] order, int from, int to, SplittableRandom random) {
    int n = to - from;
    int pixels = preparation.valuesPerImage();
    float[] values = new float[n * pixels];
    float[] labels = new float[n * classes];
    for (int i = 0; i < n; i++) {
      int image = order[from + i];
      byte[] varied = augmentation.apply(images.image(image), images.width(), random);
      preparation.prepare(varied, values, i * pixels);
      labels[i * classes + images.label(image)] = 1;
    }
    return new Batch(values, labels, n);
  }
}
