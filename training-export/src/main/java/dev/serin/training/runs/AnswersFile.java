package dev.serin.training.runs;

import dev.serin.training.report.Answers;
import dev.serin.training.report.stats.PairedDifference;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * {@code answers.csv} of a run folder: what the exported network answered for each test image, so
 * that two runs can be compared image by image.
 */
public final class AnswersFile {
  /** Name of the file within a run folder. */
  public static final String FILE_NAME = "answers.csv";

  /** Enough of a digest to tell a million images apart. */
  private static final int DIGEST_LENGTH = 16;

  private final Map<String, Boolean> right;

  private AnswersFile(Map<String, Boolean> right) {
    this.right = right;
  }

  /**
   * Writes the answers: image, the first {@value #DIGEST_LENGTH} characters of its SHA-256, its
   * label, the class it was given, and that class's probability.
   *
   * @param temperature the logits are divided by
   */
  public static void write(Path file, Answers answers, double temperature) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write("image,digest,label,answer,probability\n");
      for (int i = 0; i < answers.size(); i++) {
        out.write(
            Csv.line(
                answers.images().name(i),
                abbreviated(answers.images().digest(i)),
                answers.labels().get(answers.truth()[i]),
                answers.labels().get(answers.predicted(i)),
                String.format(Locale.ROOT, "%.4f", answers.confidence(i, temperature))));
      }
    }
  }

  private static String abbreviated(String digest) {
    return digest.substring(0, Math.min(DIGEST_LENGTH, digest.length()));
  }

  /** The answers kept in {@code run}; empty where it keeps none. */
  static Optional<AnswersFile> read(Path run) throws IOException {
    Path file = run.resolve(FILE_NAME);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<List<String>> lines = Csv.parse(Files.readString(file));
    Map<String, Boolean> right = new HashMap<>();
    for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      if (line.size() < 4) {
        throw new RunException(file + " has a line of " + line.size() + " values: " + line);
      }
      // By name, digest and label: an image that was relabelled is another question.
      String image = line.get(0) + "\n" + line.get(1) + "\n" + line.get(2);
      right.put(image, line.get(2).equals(line.get(3)));
    }
    return Optional.of(new AnswersFile(right));
  }

  int size() {
    return right.size();
  }

  /** How much better {@code other} is, on the images that both answered; empty without any. */
  Optional<PairedDifference> compare(AnswersFile other) {
    int[] counts = new int[4];
    right.forEach(
        (image, first) -> {
          Boolean second = other.right.get(image);
          if (second != null) {
            counts[(first ? 2 : 0) + (second ? 1 : 0)]++;
          }
        });
    int both = counts[3];
    int onlyFirst = counts[2];
    int onlySecond = counts[1];
    int neither = counts[0];
    return both + onlyFirst + onlySecond + neither == 0
        ? Optional.empty()
        : Optional.of(PairedDifference.of(both, onlyFirst, onlySecond, neither));
  }
}
