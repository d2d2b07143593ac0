package dev.serin.training.spark;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.data.VariedExamples;
import java.util.Iterator;
import java.util.SplittableRandom;

/** Noise with a bright square in one of three places. */
final class Squares implements Examples, VariedExamples {
  static final int CLASSES = 3;
  static final int SIDE = 28;

  private final int size;
  private final long seed;

  Squares(int size, long seed) {
    this.size = size;
    this.seed = seed;
  }

  /** An epoch of batches with room for {@code classes}. */
  Iterator<Batch> epoch(int batch, int epoch, int classes) {
    return new Batches(this, classes, 0, batch, seed).epoch(epoch);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int label(int i) {
    return i % CLASSES;
  }

  @Override
  public int valuesPerExample() {
    return SIDE * SIDE;
  }

  @Override
  public void write(int i, float[] values, int at) {
    SplittableRandom random = new SplittableRandom(seed * 31 + i);
    int left = 2 + label(i) * 8 + random.nextInt(2);
    int top = 2 + random.nextInt(12);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean bright = y >= top && y < top + 8 && x >= left && x < left + 6;
        values[at + y * SIDE + x] = (float) ((bright ? 0.6 : -1) + 0.4 * random.nextDouble());
      }
    }
  }

  @Override
  public void write(int i, SplittableRandom random, float[] values, int at) {
    write(i, values, at);
  }
}
