package dev.serin.training.data;

import java.io.IOException;
import java.util.Objects;
import org.opencv.core.Mat;

/** Neighbours in another set. */
final class PartOfImages implements ImageSet {
  private final ImageSet whole;
  private final int from;
  private final int size;

  PartOfImages(ImageSet whole, int from, int to) {
    Objects.checkFromToIndex(from, to, whole.size());
    this.whole = whole;
    this.from = from;
    this.size = to - from;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int label(int i) {
    return whole.label(place(i));
  }

  @Override
  public String name(int i) {
    return whole.name(place(i));
  }

  @Override
  public String digest(int i) {
    return whole.digest(place(i));
  }

  @Override
  public Mat pixels(int i) {
    return whole.pixels(place(i));
  }

  @Override
  public byte[] file(int i) throws IOException {
    return whole.file(place(i));
  }

  private int place(int i) {
    return from + Objects.checkIndex(i, size);
  }
}
