package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.incomplete;

import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether a TIFF has the data of all strips or tiles of its first picture. OpenCV makes black of
 * what is missing. Data of fax codes is only asked to lie within the file: it does not say how many
 * rows it has.
 */
final class TiffIntegrity {
  private static final int NONE = 1;
  private static final int LZW = 5;
  private static final int JPEG = 7;
  private static final int DEFLATE = 8;
  private static final int OLD_DEFLATE = 32946;
  private static final int PACK_BITS = 32773;
  private static final int COMPRESSION = 259;
  private static final int FILL_ORDER = 266;
  private static final int JPEG_TABLES = 347;
  private static final int REVERSED = 2;

  private final ByteReader in;
  private final TiffDirectory directory;
  private final TiffLayout layout;

  private TiffIntegrity(ByteReader in) throws ImageException {
    this.in = in;
    directory = new TiffDirectory(in, 0);
    layout = new TiffLayout(directory);
  }

  /**
   * @throws ImageException if a strip or tile ends early
   */
  static void require(ByteReader in) throws ImageException {
    new TiffIntegrity(in).require();
  }

  private void require() throws ImageException {
    int compression = (int) directory.value(COMPRESSION, NONE);
    boolean reversed = directory.value(FILL_ORDER, 1) == REVERSED;
    for (int i = 0; i < layout.pieces(); i++) {
      if (i >= layout.located()) {
        throw missing(i, "the file does not say where it is");
      }
      long length = length(i, compression);
      if (layout.offset(i) + length > in.length()) {
        throw missing(i, "it reaches beyond the end of the file");
      }
      ByteBuffer data = in.bytes().slice((int) layout.offset(i), (int) length);
      if (!reversed && !isWhole(data, compression, layout.bytes(i))) {
        throw missing(i, "its data ends early or is damaged");
      }
    }
  }

  /** Bytes of a piece: what the file says, unless libtiff works it out. */
  private long length(int piece, int compression) {
    if (compression == NONE && layout.hasDoubtfulCounts()) {
      return layout.bytes(piece);
    }
    long count = layout.count(piece);
    return count >= 0 ? count : Math.max(0, in.length() - layout.offset(piece));
  }

  private boolean isWhole(ByteBuffer data, int compression, long wanted) throws ImageException {
    return switch (compression) {
      case NONE -> data.limit() >= wanted;
      case LZW -> isOldLzw(data) || LzwCount.tiff(data).count(wanted) >= wanted;
      case DEFLATE, OLD_DEFLATE -> inflates(data, wanted);
      case PACK_BITS -> unpacks(data, wanted);
      case JPEG -> {
        JpegIntegrity.requireData(directory.bytes(JPEG_TABLES), data, layout.piecePixels());
        yield true;
      }
      default -> true;
    };
  }

  /** As libtiff tells the codes of its first releases, which have another order of bits. */
  private static boolean isOldLzw(ByteBuffer data) {
    return data.limit() >= 2 && data.get(0) == 0 && (data.get(1) & 1) != 0;
  }

  private static boolean inflates(ByteBuffer data, long wanted) {
    Inflater inflater = new Inflater();
    byte[] piece = new byte[8192];
    try {
      inflater.setInput(data);
      while (inflater.getBytesWritten() < wanted) {
        if (inflater.inflate(piece) == 0) {
          return false;
        }
      }
      return true;
    } catch (DataFormatException e) {
      return false;
    } finally {
      inflater.end();
    }
  }

  /** PackBits (TIFF 6.0, section 9): a byte says how many follow as they are, or repeated. */
  private static boolean unpacks(ByteBuffer data, long wanted) {
    long found = 0;
    int at = 0;
    while (found < wanted && at < data.limit()) {
      int n = data.get(at);
      if (n == -128) {
        at++;
      } else {
        at += n >= 0 ? n + 2 : 2;
        found += at <= data.limit() ? Math.abs(n) + 1 : 0;
      }
    }
    return found >= wanted;
  }

  private ImageException missing(int piece, String why) {
    return incomplete(
        ImageFormat.TIFF,
        "%s %,d of %,d is not whole: %s; send the complete file"
            .formatted(layout.piece(), piece + 1, layout.pieces(), why));
  }
}
