package dev.serin.worker.image;

import dev.serin.worker.testing.TestImages;
import java.util.ArrayList;
import java.util.List;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.imgproc.Imgproc;

/** JPEG files of every kind that OpenCV writes. */
final class JpegSamples {
  private static final int[] SAMPLINGS = {
    Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_411,
    Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_422,
    Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_440,
    Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444
  };

  private JpegSamples() {}

  /** Baseline and progressive, each sampling of colours and grey, sides of any remainder. */
  static List<byte[]> all() {
    List<byte[]> files = new ArrayList<>();
    for (int progressive = 0; progressive < 2; progressive++) {
      for (int i = 0; i < SAMPLINGS.length; i++) {
        Mat pixels = scene(97 + 7 * i, 50 + 3 * i);
        files.add(
            encode(
                pixels,
                Imgcodecs.IMWRITE_JPEG_PROGRESSIVE,
                progressive,
                Imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR,
                SAMPLINGS[i],
                Imgcodecs.IMWRITE_JPEG_RST_INTERVAL,
                i));
      }
      Mat grey = scene(33, 41);
      Imgproc.cvtColor(grey, grey, Imgproc.COLOR_BGR2GRAY);
      files.add(encode(grey, Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, progressive));
    }
    return files;
  }

  static byte[] of(int width, int height, int quality) {
    return encode(scene(width, height), Imgcodecs.IMWRITE_JPEG_QUALITY, quality);
  }

  private static Mat scene(int width, int height) {
    return SampleImages.pixels(TestImages.scene(width, height, 3));
  }

  private static byte[] encode(Mat pixels, int... options) {
    MatOfByte encoded = new MatOfByte();
    MatOfInt parameters = new MatOfInt(options);
    try {
      Imgcodecs.imencode(".jpg", pixels, encoded, parameters);
      return encoded.toArray();
    } finally {
      parameters.release();
      encoded.release();
      pixels.release();
    }
  }
}
