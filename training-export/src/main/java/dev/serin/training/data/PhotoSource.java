package dev.serin.training.data;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * The photos of a place, ordered by name.
 *
 * @param description the place, for people
 * @param photos each name once
 * @param ignored how many files there are that are no photos by their names
 * @param open what must stay open while photos are read
 */
public record PhotoSource(String description, List<Photo> photos, int ignored, Closeable open)
    implements AutoCloseable {
  public PhotoSource {
    photos = List.copyOf(photos);
  }

  /**
   * @throws DataException where there is none
   */
  public void requirePhotos() {
    if (photos.isEmpty()) {
      throw new DataException(
          "there are no photos in %s; files of other kinds: %,d. Photos lie in a folder for each class, such as glass/1.jpg"
              .formatted(description, ignored));
    }
  }

  @Override
  public void close() {
    try {
      open.close();
    } catch (IOException e) {
      throw new DataException("cannot close " + description + ": " + e.getMessage(), e);
    }
  }
}
