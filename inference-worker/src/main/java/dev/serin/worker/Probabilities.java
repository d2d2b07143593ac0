package dev.serin.worker;

import dev.serin.worker.api.Prediction;
import dev.serin.worker.model.OutputSpec;
import dev.serin.worker.model.OutputSpec.Activation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** From the outputs of a graph to its best labels. */
final class Probabilities {
  private final OutputSpec spec;
  private final List<String> labels;

  Probabilities(OutputSpec spec, List<String> labels) {
    this.spec = spec;
    this.labels = labels;
  }

  /**
   * @param outputs of a batch, image by image
   * @param image position within the batch
   * @param top how many labels, at least 1
   * @return the most probable first; of equals, the one with the lower index
   * @throws ArithmeticException with what the graph gave, if that is no number or no probability
   */
  List<Prediction> top(FloatBuffer outputs, int image, int top) {
    int classes = labels.size();
    float[] found = new float[classes];
    outputs.get(image * classes, found);
    for (float value : found) {
      requireMeaning(value);
    }
    float[] values = spec.probabilities(found);
    for (int i = 0; i < classes; i++) {
      values[i] = Math.max(0, Math.min(values[i], 1)); // but for rounding, they are
    }
    List<Prediction> best = new ArrayList<>(Math.min(top, classes));
    for (int index : best(values, Math.min(top, classes))) {
      best.add(new Prediction(labels.get(index), index, values[index]));
    }
    return best;
  }

  private void requireMeaning(float value) {
    if (!Float.isFinite(value)) {
      throw new ArithmeticException(Float.toString(value));
    }
    if (spec.activation() == Activation.NONE && !OutputSpec.isProbability(value)) {
      throw new ArithmeticException(value + ", which is no probability");
    }
  }

  private static List<Integer> best(float[] values, int top) {
    Comparator<Integer> worstFirst =
        Comparator.<Integer>comparingDouble(i -> values[i])
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(top + 1, worstFirst);
    for (int i = 0; i < values.length; i++) {
      if (best.size() < top || values[i] > values[best.element()]) {
        best.add(i);
        if (best.size() > top) {
          best.remove();
        }
      }
    }
    return best.stream().sorted(worstFirst.reversed()).toList();
  }
}
