package dev.serin.worker.image;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.imgcodecs.Imgcodecs;

/** Every format but GIF, by OpenCV. Its JPEG is built without SIMD, so it comes second there. */
final class OpenCvDecoder implements JpegDecoder {
  @Override
  public Optional<Mat> decode(ByteBuffer file, ImageHeader header, int reduction) {
    int colour =
        switch (reduction) {
          case 2 -> Imgcodecs.IMREAD_REDUCED_COLOR_2;
          case 4 -> Imgcodecs.IMREAD_REDUCED_COLOR_4;
          case 8 -> Imgcodecs.IMREAD_REDUCED_COLOR_8;
          default -> Imgcodecs.IMREAD_COLOR;
        };
    return decode(file, colour | Imgcodecs.IMREAD_IGNORE_ORIENTATION);
  }

  /**
   * @param flags of OpenCV's {@code imdecode}
   */
  Optional<Mat> decode(ByteBuffer file, int flags) {
    Mat encoded = new Mat(1, file.limit(), CvType.CV_8UC1, file);
    try {
      Mat pixels = Imgcodecs.imdecode(encoded, flags);
      return pixels.empty() ? Optional.empty() : Optional.of(pixels);
    } catch (CvException e) {
      return Optional.empty();
    } finally {
      encoded.release();
      Reference.reachabilityFence(file);
    }
  }
}
