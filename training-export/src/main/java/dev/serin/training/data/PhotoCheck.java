package dev.serin.training.data;

import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads and decodes each photo of a source once, to leave out what cannot be trained on. */
final class PhotoCheck {
  private static final int SHOWN_MAX = 10;

  private final ImageDecoder decoder;
  private final InputSpec.Orient orient;
  private final int threads;

  PhotoCheck(ImageDecoder decoder, InputSpec.Orient orient, int threads) {
    this.decoder = decoder;
    this.orient = orient;
    this.threads = threads;
  }

  /**
   * The photos that decode, in the order given; the others go to {@code skipped}.
   *
   * @throws DataException where more than {@code unreadableMax} do not
   */
  List<CheckedPhoto> sound(List<Photo> photos, int unreadableMax, List<Skipped> skipped) {
    List<CheckedPhoto> sound = new ArrayList<>(photos.size());
    Parallel.map(photos.size(), threads, i -> check(photos.get(i)))
        .forEach(
            checked -> {
              if (checked instanceof CheckedPhoto photo) {
                sound.add(photo);
              } else {
                skipped.add((Skipped) checked);
              }
            });
    if (skipped.size() > unreadableMax) {
      throw new DataException(
          "%,d of %,d photos cannot be read, at most %,d may (photos.unreadable-at-most): %s%s"
              .formatted(
                  skipped.size(),
                  photos.size(),
                  unreadableMax,
                  skipped.stream()
                      .limit(SHOWN_MAX)
                      .map(s -> s.name() + " (" + s.reason() + ")")
                      .collect(Collectors.joining(", ")),
                  skipped.size() > SHOWN_MAX ? " and more" : ""));
    }
    return sound;
  }

  /** A {@link CheckedPhoto}, or a {@link Skipped}. */
  private Record check(Photo photo) {
    try {
      byte[] bytes = photo.content().read();
      decoder.decode(bytes, orient).close();
      return new CheckedPhoto(photo, Digests.of(bytes));
    } catch (IOException | ImageException e) {
      return new Skipped(photo.name(), String.valueOf(e.getMessage()));
    }
  }
}
