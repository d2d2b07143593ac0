package dev.serin.training.report;

import java.util.BitSet;

/** A part or a variant of the test images that is worth an accuracy of its own. */
public sealed interface NamedSlice {

  String name();

  /**
   * Some of the test images.
   *
   * @param members places in the test set
   */
  record Part(String name, BitSet members) implements NamedSlice {}

  /**
   * The test images again, in another form, such as their negatives: image {@code i} of the answers
   * is made of test image {@code i}.
   */
  record Variant(String name, Answers answers) implements NamedSlice {}

  /** Other images than those of the test set. */
  record Others(String name, Answers answers) implements NamedSlice {}
}
