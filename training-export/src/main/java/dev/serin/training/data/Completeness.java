package dev.serin.training.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Tells files that are cut short. Decoders fill up what is missing of a JPEG without a word.
 * Formats without an end of their own (TIFF) are left to the decoder.
 */
public final class Completeness {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** No marker. */
  private static final int NONE = -1;

  private Completeness() {}

  /** What is missing or damaged, in words; empty where the file reaches its end. */
  public static Optional<String> fault(byte[] file) {
    if (startsWith(file, 0, (byte) 0xff, (byte) 0xd8)) {
      return jpeg(file);
    }
    if (startsWith(file, 0, PNG)) {
      return png(file);
    }
    if (startsWith(file, 0, ascii("RIFF")) && startsWith(file, 8, ascii("WEBP"))) {
      return announced(file, 8 + unsigned(file, 4));
    }
    if (startsWith(file, 0, ascii("BM")) && file.length >= 6) {
      return announced(file, unsigned(file, 2));
    }
    return Optional.empty();
  }

  /**
   * Goes from marker to marker up to the end of the image: ITU-T T.81, B.1.1. Bytes behind it, such
   * as a second image, are passed by.
   */
  private static Optional<String> jpeg(byte[] file) {
    int at = 2;
    while (at + 1 < file.length) {
      int marker = (file[at] & 0xff) == 0xff ? file[at + 1] & 0xff : NONE;
      if (marker == 0xd9) {
        return Optional.empty();
      }
      if (marker == 0xff || marker == NONE) {
        // Bytes astray between segments are passed by, as decoders do.
        at++;
      } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
      } else if (at + 3 < file.length) {
        at += 2 + (((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff));
        if (marker == 0xda) {
          at = afterEntropyCoded(file, at);
        }
      } else {
        break;
      }
    }
    return Optional.of("the JPEG file is cut short: its end marker is missing");
  }

  /** The next marker that is neither a stuffed byte nor a restart. */
  private static int afterEntropyCoded(byte[] file, int from) {
    int at = from;
    while (at + 1 < file.length) {
      int next = file[at + 1] & 0xff;
      boolean marker = (file[at] & 0xff) == 0xff && next != 0 && next != 0xff;
      if (marker && !(next >= 0xd0 && next <= 0xd7)) {
        return at;
      }
      at++;
    }
    return file.length;
  }

  /** Goes from chunk to chunk up to IEND and checks their sums: the PNG specification, 5.3. */
  private static Optional<String> png(byte[] file) {
    int at = PNG.length;
    while (at + 12 <= file.length) {
      long length = ByteBuffer.wrap(file, at, 4).getInt() & 0xffffffffL;
      if (at + 12 + length > file.length) {
        break;
      }
      String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      CRC32 sum = new CRC32();
      sum.update(file, at + 4, (int) length + 4);
      if ((int) sum.getValue() != ByteBuffer.wrap(file, at + 8 + (int) length, 4).getInt()) {
        return Optional.of("the PNG file is damaged: the sum of its chunk " + type + " is wrong");
      }
      if (type.equals("IEND")) {
        return Optional.empty();
      }
      at += 12 + (int) length;
    }
    return Optional.of("the PNG file is cut short: its chunk IEND is missing");
  }

  private static Optional<String> announced(byte[] file, long bytes) {
    return file.length >= bytes
        ? Optional.empty()
        : Optional.of(
            "the file is cut short: %,d of %,d bytes are there".formatted(file.length, bytes));
  }

  private static long unsigned(byte[] file, int at) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(at) & 0xffffffffL;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean startsWith(byte[] file, int at, byte... start) {
    return file.length >= at + start.length
        && Arrays.equals(file, at, at + start.length, start, 0, start.length);
  }
}
