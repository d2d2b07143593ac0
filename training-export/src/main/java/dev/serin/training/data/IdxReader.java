package dev.serin.training.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads the gzipped IDX files of the MNIST family: a magic number, the dimensions, then unsigned
 * bytes. The format: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", section "File formats".
 */
public final class IdxReader {
  private static final int MAGIC_LABELS = 0x00000801;
  private static final int MAGIC_IMAGES = 0x00000803;

  /** Ten times the largest set of the family; what a header may ask for before memory is taken. */
  private static final int IMAGES_MAX = 1_000_000;

  private static final int SIDE_MAX = 256;

  /**
   * @throws DataException where a file is damaged, or is not what its name promises
   */
  public GreyImages read(Path images, Path labels) {
    Idx pixels = read(images, MAGIC_IMAGES, 3, "images");
    Idx classes = read(labels, MAGIC_LABELS, 1, "labels");
    if (pixels.sizes[0] != classes.sizes[0]) {
      throw new DataException(
          images.getFileName()
              + " has "
              + pixels.sizes[0]
              + " images, "
              + labels.getFileName()
              + " has "
              + classes.sizes[0]
              + " labels");
    }
    return new GreyImages(
        String.valueOf(images.getFileName()),
        pixels.bytes,
        classes.bytes,
        pixels.sizes[1],
        pixels.sizes[2]);
  }

  private static Idx read(Path file, int magic, int dimensions, String what) {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16)))) {
      int found = in.readInt();
      if (found != magic) {
        throw new DataException(
            String.format(
                "%s holds no IDX %s: it starts with %08x, not %08x", file, what, found, magic));
      }
      int[] sizes = new int[dimensions];
      long bytes = 1;
      for (int d = 0; d < dimensions; d++) {
        sizes[d] = size(in.readInt(), d == 0 ? IMAGES_MAX : SIDE_MAX, file);
        bytes *= sizes[d];
      }
      if (bytes > Integer.MAX_VALUE - 8) {
        throw new DataException(file + " is larger than this reader takes");
      }
      return new Idx(sizes, body(in, (int) bytes, file));
    } catch (EOFException e) {
      throw new DataException(file + " is cut short", e);
    } catch (ZipException e) {
      throw new DataException(file + " is not a sound gzip file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new DataException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int size(int size, int max, Path file) {
    if (size < 1 || size > max) {
      throw new DataException(file + " announces " + size + " where 1 to " + max + " is possible");
    }
    return size;
  }

  private static byte[] body(DataInputStream in, int length, Path file) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new DataException(file + " is cut short: " + bytes.length + " of " + length + " bytes");
    }
    // Reading on to the end also makes gzip check its checksum.
    if (in.read() != -1) {
      throw new DataException(file + " has more bytes than its header announces");
    }
    return bytes;
  }

  private static final class Idx {
    private final int[] sizes;
    private final byte[] bytes;

    Idx(int[] sizes, byte[] bytes) {
      this.sizes = sizes;
      this.bytes = bytes;
    }
  }
}
