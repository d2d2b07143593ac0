package dev.serin.worker.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Says of a file that was not decoded whether it ends early. Its decoder found that out (those of
 * PNG, WebP and BMP refuse such files), but does not tell it from other damage.
 */
final class FileEnd {
  private static final int PNG_SIGNATURE = 8;

  /** Length, type and checksum of a chunk. */
  private static final int PNG_CHUNK = 12;

  private FileEnd() {}

  /** Why {@code in} was not decoded, as far as its outline shows it. */
  static ImageException undecoded(ByteReader in, ImageFormat format) throws ImageException {
    Optional<String> missing =
        switch (format) {
          case PNG -> png(in);
          case WEBP -> announced(in, 8 + in.u32le(4));
          case BMP -> announced(in, in.u32le(2));
          case JPEG, GIF, TIFF -> Optional.empty();
        };
    return missing
        .map(what -> ImageException.incomplete(format, what))
        .orElseGet(() -> in.damaged("its pixels cannot be decoded"));
  }

  /** Goes from chunk to chunk up to IEND: the PNG specification, 5.3. */
  private static Optional<String> png(ByteReader in) throws ImageException {
    long at = PNG_SIGNATURE;
    while (at + PNG_CHUNK <= in.length()) {
      long length = in.u32be(at);
      if (at + PNG_CHUNK + length > in.length()) {
        break;
      }
      CRC32 checksum = new CRC32();
      checksum.update(in.bytes().slice((int) at + 4, (int) length + 4));
      String type =
          StandardCharsets.ISO_8859_1.decode(in.bytes().slice((int) at + 4, 4)).toString();
      boolean critical = Character.isUpperCase(type.charAt(0));
      if (critical && checksum.getValue() != in.u32be(at + 8 + length)) {
        return Optional.of(
            "the checksum of its chunk %s is wrong; send the original file".formatted(type));
      }
      if (type.equals("IEND")) {
        return Optional.empty();
      }
      at += PNG_CHUNK + length;
    }
    return Optional.of("it ends early: its chunk IEND is missing; send the complete file");
  }

  private static Optional<String> announced(ByteReader in, long bytes) {
    return in.length() >= bytes
        ? Optional.empty()
        : Optional.of(
            "it ends early: %,d of %,d bytes are there; send the complete file"
                .formatted(in.length(), bytes));
  }
}
