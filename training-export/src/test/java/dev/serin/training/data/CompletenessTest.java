package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.image.OpenCv;
import dev.serin.worker.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;

class CompletenessTest {
  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @ParameterizedTest
  @ValueSource(strings = {".jpg", "progressive .jpg", "restarts .jpg", ".png", ".webp", ".bmp"})
  void fault_cutAnywhere_isFound(String kind) {
    byte[] file = encoded(kind);

    assertThat(Completeness.fault(file)).isEmpty();
    for (int length = 12; length < file.length - 1; length += 1 + length / 50) {
      assertThat(Completeness.fault(Arrays.copyOf(file, length)))
          .as("%d bytes", length)
          .isPresent();
    }
  }

  @Test
  void fault_bytesBehindTheEnd_areNone() {
    byte[] file = encoded(".jpg");

    assertThat(Completeness.fault(Arrays.copyOf(file, file.length + 100))).isEmpty();
  }

  @Test
  void fault_pngWithAnotherByte_isFound() {
    byte[] file = encoded(".png");
    file[file.length / 2] ^= 1;

    assertThat(Completeness.fault(file)).get().asString().contains("IDAT");
  }

  @Test
  void fault_realPhotos_areWhole() throws IOException {
    for (String folder : List.of("data/photos", "data/photos-apache", "data/decode/exif")) {
      try (Stream<Path> files = Files.list(SharedData.require(folder))) {
        for (Path file : files.filter(f -> PhotoNames.isPhoto(f.toString())).toList()) {
          assertThat(Completeness.fault(Files.readAllBytes(file))).as("%s", file).isEmpty();
        }
      }
    }
  }

  private static byte[] encoded(String kind) {
    Mat pixels = new Mat(70, 90, CvType.CV_8UC3);
    byte[] noise = new byte[70 * 90 * 3];
    new java.util.SplittableRandom(5).nextBytes(noise);
    pixels.put(0, 0, noise);
    MatOfByte bytes = new MatOfByte();
    MatOfInt options =
        kind.startsWith("progressive")
            ? new MatOfInt(Imgcodecs.IMWRITE_JPEG_PROGRESSIVE, 1)
            : kind.startsWith("restarts")
                ? new MatOfInt(Imgcodecs.IMWRITE_JPEG_RST_INTERVAL, 3)
                : new MatOfInt();
    try {
      Imgcodecs.imencode(kind.substring(kind.indexOf('.')), pixels, bytes, options);
      return bytes.toArray();
    } finally {
      pixels.release();
      bytes.release();
      options.release();
    }
  }
}
