package dev.serin.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.serin.training.data.DataSet;
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
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;

/**
 * A few images with the logits that the network gave for them: what a server checks before it lets
 * a version answer.
 */
final class GoldenImages {
  private final Preparation preparation;
  private final DataSet data;
  private final int count;
  private final boolean negatives;

  /** How other processors may round. */
  enum Rounding {
    /** Wider than the proof's. */
    FLOAT32 {
      @Override
      double tolerance(List<Golden.Image> images) {
        return 1e-3;
      }
    },
    /** A value in 8 bits that is rounded the other way is a whole step off: a few such steps. */
    INT8 {
      @Override
      double tolerance(List<Golden.Image> images) {
        DoubleSummaryStatistics logits =
            images.stream()
                .flatMap(image -> Objects.requireNonNull(image.logits()).stream())
                .mapToDouble(Float::doubleValue)
                .summaryStatistics();
        return Math.max(1e-3, (logits.getMax() - logits.getMin()) * STEPS / 255);
      }
    };

    private static final double STEPS = 5;

    abstract double tolerance(List<Golden.Image> images);
  }

  /**
   * @param count images of the test set, of one class after the other
   * @param negatives whether every second one is its negative
   */
  GoldenImages(Preparation preparation, DataSet data, int count, boolean negatives) {
    this.preparation = preparation;
    this.data = data;
    this.count = count;
    this.negatives = negatives;
  }

  /** Writes {@code golden.json} and the PNG files. */
  void write(Path folder, Logits network, Rounding rounding) throws IOException {
    ImageSet test = data.test();
    int classes = data.labels().size();
    ImageSet inverted = new NegativeImages(test);
    Files.createDirectory(folder);
    List<Golden.Image> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImageSet source = negatives && i % 2 == 1 ? inverted : test;
      byte[] png = PngImages.of(source, find(test, i % classes, i / classes));
      String name = i + ".png";
      Files.write(folder.resolve(name), png);
      entries.add(new Golden.Image(name, logits(network, png)));
    }
    Files.write(
        folder.resolve(Golden.FILE_NAME),
        new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .writeValueAsBytes(new Golden(rounding.tolerance(entries), entries)));
  }

  private List<Float> logits(Logits network, byte[] png) throws IOException {
    try {
      List<Float> logits = new ArrayList<>();
      for (float logit : network.of(preparation.prepareFile(png), 1)) {
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
