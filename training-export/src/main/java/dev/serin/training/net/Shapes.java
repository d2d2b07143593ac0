package dev.serin.training.net;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.jspecify.annotations.Nullable;

/** Shapes for people. */
final class Shapes {
  private Shapes() {}

  /** Channels x rows x columns of an image, else the number of values. */
  static String text(@Nullable InputType type) {
    if (type instanceof InputType.InputTypeConvolutional image) {
      return image.getChannels() + " x " + image.getHeight() + " x " + image.getWidth();
    }
    return type == null ? "" : Long.toString(type.arrayElementsPerExample());
  }
}
