package dev.serin.worker.model;

import dev.serin.worker.image.ProbePicture;
import dev.serin.worker.model.OutputSpec.Activation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whether the images of a batch change each other's answers. */
final class Neighbours {
  /**
   * Part of the largest output by which one of them may differ: sums in another order differ by a
   * millionth, TF32 of GPUs by a thousandth, a step of 8 bits by four thousandths.
   */
  private static final double OUTPUT_TOLERANCE = 1e-2;

  /** Part of the largest probability: outputs close to 0 may differ by their rounding alone. */
  private static final double PROBABILITY_TOLERANCE = 1e-3;

  private final Probes probes;
  private final LoadedVersion version;

  Neighbours(Probes probes, LoadedVersion version) {
    this.probes = probes;
    this.version = version;
  }

  /**
   * @param alone outputs of pictures that were run by themselves
   * @return what the images of a batch do to each other; empty where each has its own answer
   * @throws InvalidFileException if the graph cannot run several images at all, or only together
   */
  Optional<String> influence(Map<ProbePicture, float[]> alone) throws InvalidFileException {
    int fixed = version.graph().fixedBatch();
    if (fixed == 1 || alone.size() < 2) {
      return Optional.empty();
    }
    Map<ProbePicture, float[]> together = probes.together(List.copyOf(alone.keySet()));
    for (Map.Entry<ProbePicture, float[]> entry : alone.entrySet()) {
      ProbePicture picture = entry.getKey();
      float[] beside = together.get(picture);
      if (beside != null && differs(version.manifest().output(), entry.getValue(), beside)) {
        String what = what(picture, entry.getValue(), beside);
        requireOneAtATime(picture, entry.getValue(), what);
        return Optional.of(what);
      }
    }
    return Optional.empty();
  }

  /**
   * A graph that cannot keep two images of the same picture apart has a single one wired into it.
   */
  private void requireOneAtATime(ProbePicture picture, float[] alone, String what)
      throws InvalidFileException {
    int fixed = version.graph().fixedBatch();
    if (fixed > 1) {
      throw new InvalidFileException(
          "the graph takes exactly %d images a run, and %s: export it for 1 image or any number"
              .formatted(fixed, what));
    }
    for (float[] twin : probes.batch(List.of(picture, picture))) {
      if (differs(version.manifest().output(), alone, twin)) {
        throw new InvalidFileException(
            "the graph declares any batch, but answers otherwise in a batch of 2 images than to"
                + " one: export it for 1 image");
      }
    }
  }

  private static String what(ProbePicture picture, float[] alone, float[] beside) {
    int worst = 0;
    for (int c = 1; c < alone.length; c++) {
      // The first NaN stays.
      if (Math.abs(alone[c] - beside[c]) > Math.abs(alone[worst] - beside[worst])) {
        worst = c;
      }
    }
    return "images of a batch change each other's answers (output %d for %s is %s alone, %s beside"
            .formatted(worst, picture.text(), alone[worst], beside[worst])
        + " other pictures)";
  }

  /** Whether an image is answered otherwise {@code beside} others than {@code alone}. */
  static boolean differs(OutputSpec spec, float[] alone, float[] beside) {
    return exceeds(alone, beside, OUTPUT_TOLERANCE)
        && (spec.activation() == Activation.NONE
            || exceeds(
                spec.probabilities(alone), spec.probabilities(beside), PROBABILITY_TOLERANCE));
  }

  private static boolean exceeds(float[] alone, float[] beside, double tolerance) {
    double largest = 0;
    double difference = 0;
    for (int c = 0; c < alone.length; c++) {
      largest = Math.max(largest, Math.abs(alone[c]));
      // Of a number and NaN, the maximum is NaN.
      difference = Math.max(difference, Math.abs(alone[c] - beside[c]));
    }
    return !(difference <= tolerance * largest);
  }
}
