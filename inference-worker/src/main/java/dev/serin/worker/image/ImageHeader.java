package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.Reason.UNSUPPORTED_FORMAT;
import static dev.serin.worker.image.ImageException.undecodable;

import java.nio.ByteBuffer;

/**
 * Format and size of an image file, read from its first bytes before anything is decoded: a decoder
 * that is asked first allocates what a hostile header claims.
 *
 * @param format by the bytes, never by a file name or a declared type
 * @param width pixels as stored, at least 1
 * @param height pixels as stored, at least 1
 */
public record ImageHeader(ImageFormat format, long width, long height) {

  /**
   * @param file from position to limit; neither of them moves
   * @throws ImageException if the format is not read by Serin, or its header is damaged
   */
  public static ImageHeader read(ByteBuffer file) throws ImageException {
    ImageFormat format = formatOf(file);
    ByteReader in = new ByteReader(file, format);
    ImageHeader header =
        switch (format) {
          case JPEG -> JpegHeader.read(in).size();
          case PNG -> png(in);
          case WEBP -> webp(in);
          case GIF -> GifHeader.read(in).size();
          case BMP -> bmp(in);
          case TIFF -> tiff(in);
        };
    if (header.width < 1 || header.height < 1) {
      throw undecodable(format, "its size is " + header.width + " x " + header.height);
    }
    return header;
  }

  /** Pixels of the decoded image. */
  public long pixels() {
    return width * height;
  }

  private static ImageFormat formatOf(ByteBuffer file) throws ImageException {
    ByteReader in = new ByteReader(file, ImageFormat.PNG);
    if (in.has(0, "\u00ff\u00d8\u00ff")) {
      return ImageFormat.JPEG;
    }
    if (in.has(0, "\u0089PNG\r\n\u001a\n")) {
      return ImageFormat.PNG;
    }
    if (in.has(0, "RIFF") && in.has(8, "WEBP")) {
      return ImageFormat.WEBP;
    }
    if (in.has(0, "GIF87a") || in.has(0, "GIF89a")) {
      return ImageFormat.GIF;
    }
    if (in.has(0, "BM")) {
      return ImageFormat.BMP;
    }
    if (in.has(0, "II*\0") || in.has(0, "MM\0*")) {
      return ImageFormat.TIFF;
    }
    throw new ImageException(
        UNSUPPORTED_FORMAT,
        in.length() == 0
            ? "the image is empty"
            : "not a JPEG, PNG, WebP, GIF, BMP or TIFF image, whatever its name says");
  }

  private static ImageHeader png(ByteReader in) throws ImageException {
    if (!in.has(12, "IHDR")) {
      throw undecodable(ImageFormat.PNG, "it does not begin with an IHDR chunk");
    }
    return new ImageHeader(ImageFormat.PNG, in.u32be(16), in.u32be(20));
  }

  private static ImageHeader webp(ByteReader in) throws ImageException {
    if (in.has(12, "VP8 ")) {
      return new ImageHeader(ImageFormat.WEBP, in.u16le(26) & 0x3fff, in.u16le(28) & 0x3fff);
    }
    if (in.has(12, "VP8L")) {
      long bits = in.u32le(21);
      return new ImageHeader(ImageFormat.WEBP, 1L + (bits & 0x3fff), 1L + (bits >> 14 & 0x3fff));
    }
    if (in.has(12, "VP8X")) {
      boolean animated = (in.u8(20) & 0x02) != 0;
      if (animated) {
        throw new ImageException(UNSUPPORTED_FORMAT, "animated WebP is not read; send one frame");
      }
      return new ImageHeader(ImageFormat.WEBP, 1L + in.u24le(24), 1L + in.u24le(27));
    }
    throw undecodable(ImageFormat.WEBP, "it has none of the chunks VP8, VP8L and VP8X");
  }

  private static ImageHeader tiff(ByteReader in) throws ImageException {
    TiffDirectory directory = new TiffDirectory(in, 0);
    return new ImageHeader(
        ImageFormat.TIFF,
        directory.value(TiffDirectory.WIDTH),
        directory.value(TiffDirectory.HEIGHT));
  }

  private static ImageHeader bmp(ByteReader in) throws ImageException {
    long headerBytes = in.u32le(14);
    if (headerBytes == 12) {
      return new ImageHeader(ImageFormat.BMP, in.u16le(18), in.u16le(20));
    }
    // A negative height means rows from the top; a negative width means nothing.
    return new ImageHeader(
        ImageFormat.BMP, (int) in.u32le(18), Math.abs((long) (int) in.u32le(22)));
  }
}
