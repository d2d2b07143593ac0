package dev.serin.worker;

import dev.serin.worker.api.Prediction;
import dev.serin.worker.model.OutputSpec.Activation;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** From the outputs of a graph to its best labels. */
final class Probabilities {
  private final Activation activation;
  private final List<String> labels;

  Probabilities(Activation activation, List<String> labels) {
    this.activation = activation;
    this.labels = labels;
  }

  /**
   * @param outputs of a batch, image by image
   * @param image position within the batch
   * @param top how many labels, at least 1
   * @return the most probable first; of equals, the one with the lower index
   * @throws ArithmeticException if the graph gave infinity or no number at all
   */
  List<Prediction> top(FloatBuffer outputs, int image, int top) {
    int classes = labels.size();
    float[] values = new float[classes];
    outputs.get(image * classes, values);
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new ArithmeticException("the graph answers " + value);
      }
    }
    if (activation == Activation.SOFTMAX) {
      softmax(values);
    }
    List<Prediction> best = new ArrayList<>(Math.min(top, classes));
    for (int index : best(values, Math.min(top, classes))) {
      best.add(new Prediction(labels.get(index), index, values[index]));
    }
    return best;
  }

  /** {@code exp(x[i]) / sum(exp(x))}; less the largest first, so that nothing overflows. */
  private static void softmax(float[] values) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    double[] powers = new double[values.length];
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      powers[i] = Math.exp(values[i] - largest);
      sum += powers[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (powers[i] / sum);
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
