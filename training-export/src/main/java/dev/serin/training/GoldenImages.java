package dev.serin.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.PngImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.net.Logits;
import dev.serin.worker.image.ImageException;
import dev.serin.worker.model.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A few images with the logits that the trained network gave for them: what a server checks before
 * it lets a version answer.
 */
final class GoldenImages {
  /** Wider than the proof's: other processors round differently. */
  private static final double TOLERANCE = 1e-3;

  private final Preparation preparation;

  GoldenImages(Preparation preparation) {
    this.preparation = preparation;
  }

  /**
   * Writes {@code golden.json} and {@code count} PNG files: test images of one class after the
   * other.
   *
   * @param negatives whether every second one is its negative
   */
  void write(Path folder, ImageSet test, int count, int classes, boolean negatives, Logits trained)
      throws IOException {
    ImageSet inverted = new NegativeImages(test);
    Files.createDirectory(folder);
    List<Golden.Image> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImageSet source = negatives && i % 2 == 1 ? inverted : test;
      byte[] png = PngImages.of(source, find(test, i % classes, i / classes));
      String name = i + ".png";
      Files.write(folder.resolve(name), png);
      entries.add(new Golden.Image(name, logits(trained, png)));
    }
    Files.write(
        folder.resolve(Golden.FILE_NAME),
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsBytes(new Golden(TOLERANCE, entries)));
  }

  private List<Float> logits(Logits trained, byte[] png) throws IOException {
    try {
      List<Float> logits = new ArrayList<>();
      for (float logit : trained.of(preparation.prepareFile(png), 1)) {
        logits.add(logit);
      }
      return logits;
    } catch (ImageException e) {
      throw new IOException("a golden image cannot be read back: " + e.getMessage(), e);
    }
  }

  /** The image of class {@code label} that has {@code before} others of it before it. */
  private static int find(ImageSet test, int label, int before) {
    int left = before;
    for (int i = 0; i < test.size(); i++) {
      if (test.label(i) == label && left-- == 0) {
        return i;
      }
    }
    // A small set may not have as many of a class; any image will do.
    return (label + before) % test.size();
  }
}
