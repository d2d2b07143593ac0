package dev.serin.training.validate;

import dev.serin.training.data.Photo;
import dev.serin.training.data.PhotoLimits;
import dev.serin.worker.image.DecodedImage;
import dev.serin.worker.image.ImageDecoder;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.InputSpec;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Small pictures that a page carries within. */
final class Thumbnails {
  private static final double SIDE = 128;
  private static final int QUALITY = 75;

  private final ImageDecoder decoder = new ImageDecoder(PhotoLimits.DEFAULT.pixels());

  /** An address with the picture in it; empty where the photo does not decode. */
  Optional<String> dataUri(Photo photo) {
    try (DecodedImage image = decoder.decode(photo.content().read(), InputSpec.Orient.EXIF);
        Scratch scratch = new Scratch()) {
      Mat pixels = image.pixels();
      double factor = Math.min(1, SIDE / Math.max(pixels.cols(), pixels.rows()));
      Mat small = scratch.mat();
      Size size =
          new Size(
              Math.max(1, Math.round(pixels.cols() * factor)),
              Math.max(1, Math.round(pixels.rows() * factor)));
      Imgproc.resize(pixels, small, size, 0, 0, Imgproc.INTER_AREA);
      MatOfByte file = scratch.keep(new MatOfByte());
      MatOfInt options = scratch.keep(new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, QUALITY));
      if (!Imgcodecs.imencode(".jpg", small, file, options)) {
        return Optional.empty();
      }
      return Optional.of(
          "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(file.toArray()));
    } catch (IOException | ImageException e) {
      return Optional.empty();
    }
  }
}
