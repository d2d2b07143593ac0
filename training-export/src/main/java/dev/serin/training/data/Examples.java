package dev.serin.training.data;

/**
 * What a network reads, with its label: images after preprocessing, or features of them. Not for
 * use by several threads at once.
 */
public interface Examples {

  int size();

  /** The class of example {@code i}, 0 first. */
  int label(int i);

  /** How many values the network reads of one example. */
  int valuesPerExample();

  /** Writes the values of example {@code i} to {@code values} from {@code at} on. */
  void write(int i, float[] values, int at);
}
