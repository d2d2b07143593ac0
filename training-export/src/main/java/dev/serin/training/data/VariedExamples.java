package dev.serin.training.data;

import java.util.SplittableRandom;

/** Examples to train on, which may look different each time. Not for several threads at once. */
public interface VariedExamples {

  int size();

  /** The class of example {@code i}, 0 first. */
  int label(int i);

  /** How many values the network reads of one example. */
  int valuesPerExample();

  /**
   * Writes the values of example {@code i}, varied by what {@code random} gives, to {@code values}
   * from {@code at} on.
   */
  void write(int i, SplittableRandom random, float[] values, int at);
}
