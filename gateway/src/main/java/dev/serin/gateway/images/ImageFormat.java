package dev.serin.gateway.images;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Image formats, told by a file's first bytes; what an uploader says of a file is never asked. */
enum ImageFormat {
  JPEG("image/jpeg", 0, "\u00ff\u00d8\u00ff"),
  PNG("image/png", 0, "\u0089PNG\r\n\u001a\n"),
  WEBP("image/webp", 8, "WEBP"),
  GIF("image/gif", 0, "GIF8"),
  BMP("image/bmp", 0, "BM"),
  TIFF_LITTLE("image/tiff", 0, "II*\0"),
  TIFF_BIG("image/tiff", 0, "MM\0*");

  private final String mediaType;
  private final int offset;
  private final String magic;

  ImageFormat(String mediaType, int offset, String magic) {
    this.mediaType = mediaType;
    this.offset = offset;
    this.magic = magic;
  }

  String mediaType() {
    return mediaType;
  }

  static Optional<ImageFormat> of(ByteBuf file) {
    return Arrays.stream(values()).filter(format -> format.matches(file)).findFirst();
  }

  private boolean matches(ByteBuf file) {
    return file.readableBytes() >= offset + magic.length()
        && file.toString(offset, magic.length(), StandardCharsets.ISO_8859_1).equals(magic);
  }
}
