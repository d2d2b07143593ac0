package dev.serin.training.data;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.util.List;
import org.opencv.core.Mat;

/** Photos with their labels, decoded by the decoder that serves. Bytes are read anew each time. */
final class PhotoSet implements ImageSet {
  private final List<Entry> entries;
  private final ImageDecoder decoder;
  private final InputSpec.Orient orient;

  /**
   * @param label number of the class
   * @param digest SHA-256 of the photo's bytes
   */
  record Entry(Photo photo, int label, String digest) {}

  PhotoSet(List<Entry> entries, ImageDecoder decoder, InputSpec.Orient orient) {
    this.entries = List.copyOf(entries);
    this.decoder = decoder;
    this.orient = orient;
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int label(int i) {
    return entries.get(i).label();
  }

  @Override
  public String name(int i) {
    return entries.get(i).photo().name();
  }

  @Override
  public String digest(int i) {
    return entries.get(i).digest();
  }

  @Override
  public byte[] file(int i) throws IOException {
    byte[] bytes = entries.get(i).photo().content().read();
    // What was split by its digest may not have become another photo since.
    if (!Digests.of(bytes).equals(digest(i))) {
      throw new DataException(name(i) + " has changed since the data was read: start anew");
    }
    return bytes;
  }

  @Override
  public Mat pixels(int i) {
    try {
      return decoder.decode(file(i), orient).pixels();
    } catch (IOException | ImageException e) {
      throw new DataException("cannot read " + name(i) + ": " + e.getMessage(), e);
    }
  }
}
