package dev.serin.training;

import dev.serin.training.data.ImageSet;
import dev.serin.training.data.NegativeImages;
import dev.serin.training.data.PngImages;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.net.Logits;
import dev.serin.training.report.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Images to try a model with: test images that the network classifies rightly, at most one a class,
 * every second one as its negative where the network is to know negatives. {@code samples.csv} says
 * which they are.
 */
final class SampleImages {
  /** Sure enough that nobody's first try is a borderline case. */
  private static final double PROBABILITY_MIN = 0.9;

  private final Preparation preparation;

  SampleImages(Preparation preparation) {
    this.preparation = preparation;
  }

  /** Writes up to {@code count} samples, at most one a class; gives how many. */
  int write(
      Path folder, ImageSet test, List<String> labels, int count, boolean negatives, Logits network)
      throws IOException {
    Files.createDirectories(folder);
    ImageSet inverted = new NegativeImages(test);
    StringBuilder list = new StringBuilder("file,label,test index\n");
    int written = 0;
    for (int label = labels.size() - 1; label >= 0 && written < count; label--) {
      boolean invert = negatives && written % 2 == 1;
      ImageSet source = invert ? inverted : test;
      OptionalInt index = find(source, label, network);
      if (index.isPresent()) {
        String file = fileName(labels.get(label)) + (invert ? "-white" : "") + ".png";
        Files.write(folder.resolve(file), PngImages.of(source, index.getAsInt()));
        list.append(file).append(',').append(labels.get(label)).append(',');
        list.append(index.getAsInt()).append('\n');
        written++;
      }
    }
    Files.writeString(folder.resolve("samples.csv"), list);
    return written;
  }

  private OptionalInt find(ImageSet images, int label, Logits network) {
    PreparedImages prepared = new PreparedImages(images, preparation);
    float[] values = new float[preparation.valuesPerImage()];
    for (int i = 0; i < images.size(); i++) {
      if (images.label(i) == label) {
        prepared.write(i, values, 0);
        float[] logits = network.of(values, 1);
        if (Evaluation.best(logits, 0, logits.length) == label
            && probability(logits, label) >= PROBABILITY_MIN) {
          return OptionalInt.of(i);
        }
      }
    }
    return OptionalInt.empty();
  }

  private static double probability(float[] logits, int label) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp((double) logit - logits[label]);
    }
    return 1 / sum;
  }

  private static String fileName(String label) {
    return label.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }
}
