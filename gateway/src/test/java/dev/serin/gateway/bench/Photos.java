package dev.serin.gateway.bench;

import dev.serin.worker.image.ImageException;
import dev.serin.worker.image.ImageHeader;
import dev.serin.worker.testing.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.core.Size;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** Photos of the shared data. */
final class Photos {
  private Photos() {}

  /** Those of one size, so that each costs the same. */
  static List<byte[]> of500x375() throws IOException, ImageException {
    List<byte[]> photos = new ArrayList<>();
    try (Stream<Path> files = Files.list(SharedData.require("data/photos"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".JPEG")).sorted().toList()) {
        byte[] photo = Files.readAllBytes(file);
        ImageHeader header = ImageHeader.read(ByteBuffer.wrap(photo));
        if (header.width() == 500 && header.height() == 375) {
          photos.add(photo);
        }
      }
    }
    return photos;
  }

  /** The same picture with more pixels, as a camera's JPEG of quality 90; needs OpenCV. */
  static byte[] enlarged(byte[] photo, int width, int height) {
    MatOfByte file = new MatOfByte(photo);
    Mat pixels = Imgcodecs.imdecode(file, Imgcodecs.IMREAD_COLOR);
    Mat large = new Mat();
    MatOfByte encoded = new MatOfByte();
    MatOfInt quality = new MatOfInt(Imgcodecs.IMWRITE_JPEG_QUALITY, 90);
    try {
      Imgproc.resize(pixels, large, new Size(width, height), 0, 0, Imgproc.INTER_CUBIC);
      Imgcodecs.imencode(".jpg", large, encoded, quality);
      return encoded.toArray();
    } finally {
      for (Mat mat : List.of(file, pixels, large, encoded, quality)) {
        mat.release();
      }
    }
  }
}
