package dev.serin.training.parallel;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.data.VariedExamples;
import java.util.Iterator;
import java.util.SplittableRandom;

/**
 * Drawn values of 28 x 28: noise with a faint square in one of three columns. Harder to learn than
 * {@link SyntheticData}, so that who learns worse is seen to.
 */
record FaintSquares(int size, long seed) implements Examples, VariedExamples {
  private static final int SIDE = SyntheticData.SIDE;
  private static final double FAINT = 0.6;

  /** An epoch of batches, in another order for each number and seed. */
  Iterator<Batch> epoch(int batch, int epoch) {
    return new Batches(this, SyntheticData.CLASSES, 0, batch, seed).epoch(epoch);
  }

  @Override
  public int label(int i) {
    return i % SyntheticData.CLASSES;
  }

  @Override
  public int valuesPerExample() {
    return SIDE * SIDE;
  }

  @Override
  public void write(int i, float[] values, int at) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
    int left = 2 + label(i) * 8 + random.nextInt(2);
    int top = 2 + random.nextInt(16);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean square = y >= top && y < top + 8 && x >= left && x < left + 6;
        values[at + y * SIDE + x] = (float) (random.nextDouble(-1, 1) + (square ? FAINT : 0));
      }
    }
  }

  @Override
  public void write(int i, SplittableRandom random, float[] values, int at) {
    write(i, values, at);
  }
}
