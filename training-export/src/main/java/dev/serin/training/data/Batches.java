package dev.serin.training.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;

/**
 * Training batches, epoch by epoch: shuffled, varied, mixed. An epoch depends on the seed and its
 * own number alone, so a run can be repeated from any epoch on.
 */
public final class Batches {
  private final VariedExamples examples;
  private final int classes;
  private final Mixup mixup;
  private final int batch;
  private final long seed;

  /**
   * @param classes how many there are
   * @param mixup alpha of {@link Augmentation#mixup()}; 0 mixes none
   * @param batch examples a step
   */
  public Batches(VariedExamples examples, int classes, double mixup, int batch, long seed) {
    this.examples = examples;
    this.classes = classes;
    this.mixup = new Mixup(mixup);
    this.batch = batch;
    this.seed = seed;
  }

  /** How many batches an epoch has; the last one may be smaller. */
  public int perEpoch() {
    return (examples.size() + batch - 1) / batch;
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
    int[] order = new int[examples.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private Batch make(int[] order, int from, int to, SplittableRandom random) {
    int n = to - from;
    int size = examples.valuesPerExample();
    float[] values = new float[n * size];
    float[] labels = new float[n * classes];
    for (int i = 0; i < n; i++) {
      int example = order[from + i];
      examples.write(example, random, values, i * size);
      labels[i * classes + examples.label(example)] = 1;
    }
    mixup.apply(values, labels, n, random);
    return new Batch(values, labels, n);
  }
}
