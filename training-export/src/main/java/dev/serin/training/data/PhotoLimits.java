package dev.serin.training.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a source may hold; checked before memory is taken.
 *
 * @param photos most photos
 * @param photoBytes most bytes of a photo
 * @param ratio how many times its packed size an entry of an archive of more than 1 MiB may have;
 *     photos hardly shrink
 * @param pixels most pixels of a photo, width times height
 */
public record PhotoLimits(int photos, int photoBytes, int ratio, long pixels) {
  public static final PhotoLimits DEFAULT = new PhotoLimits(1_000_000, 64 << 20, 200, 50_000_000);

  private static final long RATIO_COUNTS_FROM = 1 << 20;

  /** The bytes of a file, however large it says it is. */
  byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(photoBytes + 1);
      if (bytes.length > photoBytes) {
        throw new IOException("it has more than " + photoBytes + " bytes, the most of a photo");
      }
      return bytes;
    }
  }

  void checkCount(int count, String where) {
    if (count > photos) {
      throw new DataException(where + " has more than " + photos + " photos, the most of a set");
    }
  }

  /**
   * @throws DataException where an entry unpacks to far more than any photo does
   */
  void checkEntry(String archive, String entry, long size, long packed) {
    if (size > RATIO_COUNTS_FROM && size > ratio * Math.max(1, packed)) {
      throw new DataException(
          "%s in %s unpacks from %,d to %,d bytes, more than %d times its size: that is no photo"
              .formatted(entry, archive, packed, size, ratio));
    }
  }
}
