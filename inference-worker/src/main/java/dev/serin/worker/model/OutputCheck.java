package dev.serin.worker.model;

import dev.serin.worker.image.ProbePicture;
import dev.serin.worker.model.OutputSpec.Activation;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Compares what a graph answered to the probe pictures with what its manifest says of it. */
final class OutputCheck {
  /** Probabilities of 8 bits mostly add up to 1 within this; logits of six pictures never do. */
  private static final double SUM_TOLERANCE = 2e-2;

  /** Probabilities in 8 bits add up to 1 within this. */
  private static final double COARSE_SUM_TOLERANCE = 0.1;

  private final OutputSpec spec;
  private final int labels;

  /**
   * @param labels values that the graph gives for a picture
   */
  OutputCheck(OutputSpec spec, int labels) {
    this.spec = spec;
    this.labels = labels;
  }

  /**
   * @param answers outputs of the graph for each picture, at least one
   * @return what callers should know of a version that may be served all the same
   * @throws InvalidFileException if the outputs are not what the manifest says
   */
  Optional<String> require(Map<ProbePicture, float[]> answers) throws InvalidFileException {
    requireFinite(answers);
    if (spec.activation() == Activation.SOFTMAX) {
      requireLogits(answers.values());
      return Optional.empty();
    }
    requireProbabilities(answers);
    if (answers.values().stream().allMatch(OutputCheck::isAllOnes)) {
      return Optional.of(requireOneLabel());
    }
    return labels == 1 ? Optional.empty() : independence(answers);
  }

  private void requireFinite(Map<ProbePicture, float[]> answers) throws InvalidFileException {
    for (Map.Entry<ProbePicture, float[]> answer : answers.entrySet()) {
      for (float value : answer.getValue()) {
        if (!Float.isFinite(value)) {
          throw new InvalidFileException(
              "output '%s' gives %s for %s: the graph must give a number for every picture"
                  .formatted(spec.name(), value, answer.getKey().text()));
        }
      }
    }
  }

  private void requireLogits(Collection<float[]> answers) throws InvalidFileException {
    if (labels == 1) {
      throw new InvalidFileException(
          ("softmax over one class can only say 1: set output.activation: none if output '%s' is a"
                  + " probability (sigmoid), or export two classes")
              .formatted(spec.name()));
    }
    // Of a graph that answers the same to everything nobody can tell what the numbers are.
    if (!isConstant(answers) && answers.stream().allMatch(OutputCheck::isDistribution)) {
      throw new InvalidFileException(
          ("output '%s' gives probabilities for every probe picture (0 to 1, sum 1), and softmax"
                  + " over these would level them: set output.activation: none")
              .formatted(spec.name()));
    }
  }

  private void requireProbabilities(Map<ProbePicture, float[]> answers)
      throws InvalidFileException {
    float worst = 0;
    ProbePicture picture = null;
    for (Map.Entry<ProbePicture, float[]> answer : answers.entrySet()) {
      for (float value : answer.getValue()) {
        if (!OutputSpec.isProbability(value)
            && (picture == null || Math.abs(value - 0.5f) > Math.abs(worst - 0.5f))) {
          worst = value;
          picture = answer.getKey();
        }
      }
    }
    if (picture != null) {
      throw new InvalidFileException(
          "output '%s' gives %s for %s, which is no probability: %s"
              .formatted(
                  spec.name(),
                  worst,
                  picture.text(),
                  labels == 1
                      ? "end the graph in a sigmoid if this is a logit"
                      : "set output.activation: softmax if these are logits"));
    }
  }

  private String requireOneLabel() throws InvalidFileException {
    if (labels > 1) {
      throw new InvalidFileException(
          ("output '%s' gives 1 for every label of every probe picture: the graph's softmax is over"
                  + " another axis than the classes")
              .formatted(spec.name()));
    }
    return "output '%s' gives 1 for every probe picture: a softmax over one class can only say 1"
        .formatted(spec.name());
  }

  private Optional<String> independence(Map<ProbePicture, float[]> answers) {
    for (Map.Entry<ProbePicture, float[]> answer : answers.entrySet()) {
      double sum = sum(answer.getValue());
      if (Math.abs(sum - 1) > COARSE_SUM_TOLERANCE) {
        return Optional.of(
            ("the probabilities of a picture do not add up to 1 (%s: %.3g), as those of independent"
                    + " labels do not; if output '%s' gives logits, set output.activation: softmax")
                .formatted(answer.getKey().text(), sum, spec.name()));
      }
    }
    return Optional.empty();
  }

  private static boolean isDistribution(float[] values) {
    for (float value : values) {
      if (!OutputSpec.isProbability(value)) {
        return false;
      }
    }
    return Math.abs(sum(values) - 1) <= SUM_TOLERANCE;
  }

  private static boolean isConstant(Collection<float[]> answers) {
    float[] first = answers.iterator().next();
    return answers.stream().allMatch(answer -> Arrays.equals(first, answer));
  }

  private static boolean isAllOnes(float[] values) {
    for (float value : values) {
      if (value != 1) {
        return false;
      }
    }
    return true;
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
