package dev.serin.worker.image;

import dev.serin.worker.image.InputSpec.Orient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

/**
 * Decodes image files to 8-bit colour. Grey is repeated in the three channels, an alpha channel is
 * dropped, of an animation the first frame is taken. A file that lacks pixels is refused, and never
 * filled up: a wrong label is worse than an error. Thread-safe; needs {@link OpenCv#load()}.
 */
public final class ImageDecoder {
  private final long pixelsMax;
  private final OpenCvDecoder openCv = new OpenCvDecoder();
  private final Optional<TurboJpeg> turbo;

  /** By OpenCV alone. */
  public ImageDecoder(long pixelsMax) {
    this(pixelsMax, Optional.empty());
  }

  /**
   * @param pixelsMax most pixels (width x height) of an image
   * @param turbo decodes JPEG where it is there and can; the caller closes it
   */
  public ImageDecoder(long pixelsMax, Optional<TurboJpeg> turbo) {
    this.pixelsMax = pixelsMax;
    this.turbo = turbo;
  }

  /**
   * Decodes one file as {@code spec} says, reduced if it allows it.
   *
   * @param file direct; from position to limit, neither of which moves
   * @return pixels that the caller must close
   * @throws ImageException if the file is not an image that Serin reads, damaged or too large
   */
  public DecodedImage decode(ByteBuffer file, InputSpec spec) throws ImageException {
    return decode(file.slice(), spec.orient(), Optional.of(spec));
  }

  /** Decodes every pixel of one file; else as {@link #decode(ByteBuffer, InputSpec)} does. */
  public DecodedImage decode(ByteBuffer file, Orient orient) throws ImageException {
    return decode(file.slice(), orient, Optional.empty());
  }

  /** The same for a file on the heap, which is copied. */
  public DecodedImage decode(byte[] file, Orient orient) throws ImageException {
    ByteBuf copy = Unpooled.directBuffer(file.length).writeBytes(file);
    try {
      return decode(copy.nioBuffer(), orient);
    } finally {
      copy.release();
    }
  }

  private DecodedImage decode(ByteBuffer file, Orient orient, Optional<InputSpec> spec)
      throws ImageException {
    ImageHeader header = ImageHeader.read(file);
    requireLimit(header);
    int turn = orient == Orient.EXIF ? Orientation.of(file, header.format()) : Orientation.UPRIGHT;
    PixelSize stored = new PixelSize((int) header.width(), (int) header.height());
    PixelSize upright = Orientation.isSideways(turn) ? stored.turned() : stored;
    int reduction =
        header.format() == ImageFormat.JPEG ? spec.map(upright::reductionFor).orElse(1) : 1;
    Mat pixels = decode(file, header, orient, reduction);
    Orientation.apply(turn, pixels);
    PixelSize size = reduction > 1 ? upright : PixelSize.of(pixels);
    return new DecodedImage(header.format(), size.width(), size.height(), pixels);
  }

  private void requireLimit(ImageHeader header) throws ImageException {
    // The product of two huge sides may pass for a small one.
    if (Math.max(header.width(), header.height()) > pixelsMax || header.pixels() > pixelsMax) {
      throw new ImageException(
          ImageException.Reason.TOO_MANY_PIXELS,
          "%d x %d pixels are more than the limit of %d"
              .formatted(header.width(), header.height(), pixelsMax));
    }
  }

  private Mat decode(ByteBuffer file, ImageHeader header, Orient orient, int reduction)
      throws ImageException {
    ByteReader in = new ByteReader(file, header.format());
    Optional<Mat> pixels =
        switch (header.format()) {
          case GIF -> Optional.of(GifDecoder.decode(file));
          case JPEG -> jpeg(file, header, reduction);
          case TIFF -> {
            TiffIntegrity.require(in);
            yield openCv.decode(file, flags(orient));
          }
          case PNG, WEBP, BMP -> openCv.decode(file, flags(orient));
        };
    if (pixels.isEmpty()) {
      throw FileEnd.undecoded(in, header.format());
    }
    return pixels.get();
  }

  /**
   * What libturbojpeg decodes without a warning has all data of its scans. OpenCV does not pass
   * warnings on, so the data is read before.
   */
  private Optional<Mat> jpeg(ByteBuffer file, ImageHeader header, int reduction)
      throws ImageException {
    if (turbo.isPresent()) {
      JpegIntegrity.requireScans(file);
      Optional<Mat> pixels = turbo.get().decode(file, header, reduction);
      if (pixels.isPresent()) {
        return pixels;
      }
    }
    JpegIntegrity.requireData(file);
    return openCv.decode(file, header, reduction);
  }

  private static int flags(Orient orient) {
    return orient == Orient.EXIF
        ? Imgcodecs.IMREAD_COLOR
        : Imgcodecs.IMREAD_COLOR | Imgcodecs.IMREAD_IGNORE_ORIENTATION;
  }
}
