package dev.serin.training.validate;

import dev.serin.training.data.Photo;
import dev.serin.training.data.Split;

/**
 * A photo that was looked at.
 *
 * @param split what it would be used for
 */
record Subject(Photo photo, Split split, Measure measure) {
  String name() {
    return photo.name();
  }

  String label() {
    return photo.label();
  }
}
