package dev.serin.training.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --engine spark} as a user starts it: a process of the built jar. */
@Timeout(300)
class TrainOnSparkIT {
  private static final int SIDE = 28;

  @TempDir private Path folder;

  @Test
  void train_localCluster_writesAProvenVersion() throws IOException, InterruptedException {
    String said = train(0, "local-cluster[2,1,1024]");

    assertThat(said)
        .contains("Engine: spark, 2 workers, 1 thread each, averaged every 1 step, at local-clus")
        .contains("epoch 2/2")
        .contains("Proof: ");
    assertThat(folder.resolve("models/squares/1/model.onnx")).exists();
  }

  @Test
  void train_noSuchCluster_isOneSentenceBeforeAnyPhotoIsRead()
      throws IOException, InterruptedException {
    String said = train(1, "spark://127.0.0.1:1");

    assertThat(said).contains("serin: no Spark master answers at spark://127.0.0.1:1: ");
    assertThat(said).doesNotContain("Data:").doesNotContain("\tat ");
  }

  /** What it said, on both channels. */
  private String train(int exit, String master) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-jar",
                Path.of(System.getenv("SPARK_HOME"), "training-spark.jar").toString(),
                "train",
                config().toString(),
                "--out",
                folder.resolve("models").toString(),
                "--runs",
                folder.resolve("runs").toString(),
                "--engine",
                "spark",
                "--workers",
                "2",
                "--master",
                master));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    } finally {
      try (Stream<ProcessHandle> executors = process.descendants()) {
        executors.forEach(ProcessHandle::destroyForcibly);
      }
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(process.exitValue()).as(said).isEqualTo(exit);
    return said;
  }

  private Path config() throws IOException {
    draw(folder.resolve("photos"));
    return Files.writeString(
        folder.resolve("squares.yaml"),
        """
        model: squares
        version: "1"
        data:
          photos: {from: %s}
          licence: none
        input:
          name: input
          type: float32
          layout: NCHW
          height: 28
          width: 28
          colour: GREY
          orient: exif
          resize: {to: exact, size: 28, filter: area}
          crop: centre
          scale: 0.00392156862745098
          mean: [0.5]
          std: [0.5]
        network: {architecture: cnn, widths: [4, 8], kernel: 5, dense: 16}
        training:
          epochs: 2
          batch: 16
          learning-rate: {peak: 0.01, warm-up: 0.2}
          seed: 7
          threads: 1
        augment: {invert-background: 0.0, flip: 0.0, shift: 1}
        export: {tolerance: 0.0001, images: 10, golden: 2, samples: 0}
        """
            .formatted(folder.resolve("photos")));
  }

  /** Noise with a bright square on the left or on the right. */
  private static void draw(Path photos) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 120; i++) {
      boolean right = i % 2 == 1;
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          boolean bright = y >= 10 && y < 18 && x >= (right ? 16 : 4) && x < (right ? 24 : 12);
          image.getRaster().setSample(x, y, 0, random.nextInt(60) + (bright ? 180 : 0));
        }
      }
      Path file = photos.resolve(right ? "right" : "left").resolve(i + ".png");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    }
  }
}
