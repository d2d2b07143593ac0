package dev.serin.gateway.images;

import io.netty.buffer.ByteBuf;

/** Image formats, told by a file's first bytes; what an uploader says of a file is never asked. */
enum ImageFormat {
  JPEG("image/jpeg", 0, "\u00ff\u00d8\u00ff"),
  PNG("image/png", 0, "\u0089PNG\r\n\u001a\n"),
  WEBP("image/webp", 8, "WEBP"),
  GIF("image/gif", 0, "GIF8"),
  BMP("image/bmp", 0, "BM"),
  TIFF_LITTLE("image/tiff", 0, "II*\0"),
  TIFF_BIG("image/tiff", 0, "MM\0*");

  private static final String UNKNOWN = "application/octet-stream";
  private static final ImageFormat[] ALL = values();

  private final String mediaType;
  private final int offset;
  private final String magic;

  ImageFormat(String mediaType, int offset, String magic) {
    this.mediaType = mediaType;
    this.offset = offset;
    this.magic = magic;
  }

  /** What {@code file} is; {@code application/octet-stream} where it is none of these. */
  static String mediaType(ByteBuf file) {
    for (ImageFormat format : ALL) {
      if (format.matches(file)) {
        return format.mediaType;
      }
    }
    return UNKNOWN;
  }

  private boolean matches(ByteBuf file) {
    if (file.readableBytes() < offset + magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if (file.getUnsignedByte(file.readerIndex() + offset + i) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
