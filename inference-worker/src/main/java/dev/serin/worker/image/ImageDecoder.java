package dev.serin.worker.image;

import static dev.serin.worker.image.ImageException.undecodable;

import dev.serin.worker.image.InputSpec.Orient;
import org.opencv.core.CvException;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes image files to 8-bit colour. Grey is repeated in the three channels, an alpha channel is
 * dropped, of an animation the first frame is taken. Thread-safe; needs {@link OpenCv#load()}.
 */
public final class ImageDecoder {
  private final long pixelsMax;

  /**
   * @param pixelsMax most pixels (width x height) of an image
   */
  public ImageDecoder(long pixelsMax) {
    this.pixelsMax = pixelsMax;
  }

  /**
   * Decodes one file, after its header has passed the limit.
   *
   * @return pixels that the caller must close
   * @throws ImageException if the file is not an image that Serin reads, damaged or too large
   */
  public DecodedImage decode(byte[] file, Orient orient) throws ImageException {
    ImageHeader header = ImageHeader.read(file);
    if (header.pixels() > pixelsMax) {
      throw new ImageException(
          ImageException.Reason.TOO_MANY_PIXELS,
          "%d x %d pixels are more than the limit of %d"
              .formatted(header.width(), header.height(), pixelsMax));
    }
    Mat pixels =
        header.format() == ImageFormat.GIF ? GifDecoder.decode(file) : openCv(file, orient, header);
    return new DecodedImage(header.format(), pixels);
  }

  private static Mat openCv(byte[] file, Orient orient, ImageHeader header) throws ImageException {
    int flags = Imgcodecs.IMREAD_COLOR;
    if (orient == Orient.NONE) {
      flags |= Imgcodecs.IMREAD_IGNORE_ORIENTATION;
    }
    MatOfByte encoded = new MatOfByte(file);
    try {
      Mat pixels = Imgcodecs.imdecode(encoded, flags);
      if (pixels.empty()) {
        throw undecodable(header.format(), "its pixels cannot be decoded");
      }
      if (orient == Orient.EXIF && header.format() == ImageFormat.WEBP) {
        WebpOrientation.apply(WebpOrientation.of(file), pixels);
      }
      return pixels;
    } catch (CvException e) {
      throw undecodable(header.format(), "its pixels cannot be decoded");
    } finally {
      encoded.release();
    }
  }
}
