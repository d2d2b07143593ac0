package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

/**
 * What the segments of a JPEG file say before its pixels (ITU-T T.81, annex B).
 *
 * @param size format and size
 * @param exif where the TIFF structure of the EXIF data begins; 0 where there is none
 */
record JpegHeader(ImageHeader size, long exif) {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int APP1 = 0xe1;

  /** What stands in front of the TIFF structure: marker, length, {@code Exif} and two zeros. */
  private static final int BEFORE_EXIF = 10;

  static JpegHeader read(ByteReader in) throws ImageException {
    ImageHeader size = null;
    long exif = 0;
    long at = 2;
    while (true) {
      if (in.u8(at) != 0xff || in.u8(at + 1) == 0xff) {
        at++; // a fill byte, or bytes between segments: decoders pass over both
        continue;
      }
      int marker = in.u8(at + 1);
      if (isArithmetic(marker)) {
        throw new ImageException(
            ImageException.Reason.UNSUPPORTED_FORMAT,
            "JPEG with arithmetic coding is not read; save it with Huffman coding, as others do");
      }
      if (isFrame(marker)) {
        size = new ImageHeader(ImageFormat.JPEG, in.u16be(at + 7), in.u16be(at + 5));
      } else if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        break;
      } else if (marker == APP1 && exif == 0 && in.has(at + 4, "Exif\0\0")) {
        exif = at + BEFORE_EXIF;
      }
      at += isBare(marker) ? 2 : 2 + in.u16be(at + 2);
    }
    if (size == null) {
      throw undecodable(ImageFormat.JPEG, "it has no frame header before its pixels");
    }
    return new JpegHeader(size, exif);
  }

  /** SOF0 to SOF15, less the three codes among them that mean tables. */
  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** SOF9 to SOF15: nothing in their data shows where it ends early. */
  private static boolean isArithmetic(int marker) {
    return isFrame(marker) && marker > 0xc8;
  }

  /** TEM, RST0 to RST7 and SOI have no length. */
  private static boolean isBare(int marker) {
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }
}
