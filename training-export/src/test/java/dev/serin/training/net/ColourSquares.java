package dev.serin.training.net;

import dev.serin.training.data.Batches;
import dev.serin.training.data.Examples;
import dev.serin.training.data.VariedExamples;
import java.util.SplittableRandom;

/**
 * Colour images that are learnt in seconds: a square of one of four colours anywhere on noise. All
 * squares are equally bright, so grey is not enough.
 */
final class ColourSquares implements Examples, VariedExamples {
  static final int SIDE = 16;
  static final int CLASSES = 4;
  static final ImageShape SHAPE = new ImageShape(3, SIDE, SIDE, CLASSES);

  private static final float[][] COLOURS = {{3, 0, 0}, {0, 3, 0}, {0, 0, 3}, {1, 1, 1}};
  private static final int SQUARE = 6;

  private final int size;
  private final long seed;

  ColourSquares(int size, long seed) {
    this.size = size;
    this.seed = seed;
  }

  Batches batches(int batch) {
    return new Batches(this, CLASSES, 0, batch, seed);
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
    return 3 * SIDE * SIDE;
  }

  @Override
  public void write(int i, float[] values, int at) {
    SplittableRandom random = new SplittableRandom(seed * 7919 + i);
    int top = random.nextInt(SIDE - SQUARE);
    int left = random.nextInt(SIDE - SQUARE);
    for (int k = 0; k < valuesPerExample(); k++) {
      values[at + k] = (float) (random.nextDouble() - 0.5);
    }
    for (int channel = 0; channel < 3; channel++) {
      for (int y = top; y < top + SQUARE; y++) {
        for (int x = left; x < left + SQUARE; x++) {
          values[at + (channel * SIDE + y) * SIDE + x] += COLOURS[label(i)][channel];
        }
      }
    }
  }

  @Override
  public void write(int i, SplittableRandom random, float[] values, int at) {
    write(i, values, at);
  }
}
