package dev.serin.training.quantize;

import dev.serin.training.data.Examples;
import dev.serin.training.net.Logits;
import dev.serin.training.onnx.ExportException;
import dev.serin.training.report.Evaluation;
import dev.serin.training.report.Quantization;
import dev.serin.training.report.Score;
import java.util.Arrays;
import java.util.Locale;

/**
 * Measures a graph and its quantised form side by side: top-1 accuracy on held-out images, and
 * images a second, in turns, so that both see the same machine.
 */
public final class QuantizationTrial {
  private static final int BATCH = 16;
  private static final int TURNS = 7;
  private static final int WARM_UP_RUNS = 3;
  private static final double TURN_NANOS = 100e6;

  private final long[] shape;
  private final QuantizeSettings settings;
  private final double turnNanos;

  /**
   * @param inputShapeWithoutBatch of an image, as the graph reads it
   */
  public QuantizationTrial(long[] inputShapeWithoutBatch, QuantizeSettings settings) {
    this(inputShapeWithoutBatch, settings, TURN_NANOS);
  }

  /**
   * @param turnNanos how long each of the two runs in a turn
   */
  QuantizationTrial(long[] inputShapeWithoutBatch, QuantizeSettings settings, double turnNanos) {
    this.shape = inputShapeWithoutBatch.clone();
    this.settings = settings;
    this.turnNanos = turnNanos;
  }

  /**
   * Measures both, and accepts the quantised one.
   *
   * @param float32 the graph before
   * @param heldOut images that neither was trained nor calibrated on
   * @throws ExportException with the numbers, where more accuracy is lost than the settings allow
   */
  public Quantization run(byte[] float32, Quantized quantized, Examples heldOut) {
    Quantization result = measure(float32, quantized, heldOut);
    if (!result.passes()) {
      throw new ExportException(
          String.format(
              Locale.ROOT,
              "the quantised graph loses too much: top-1 %.2f %% in float32 and %.2f %% in int8 of"
                  + " %,d held-out images, %,d answers changed; at most %.2f points may be lost"
                  + " (export.quantize.accuracy-drop-at-most)",
              100 * result.float32().accuracy(),
              100 * result.int8().accuracy(),
              result.float32().images(),
              result.flips(),
              100 * result.accuracyDropAtMost()));
    }
    return result;
  }

  /** Measures both, whatever is lost. */
  public Quantization measure(byte[] float32, Quantized quantized, Examples heldOut) {
    if (heldOut.size() == 0) {
      throw new ExportException("there are no held-out images to try the quantised graph on");
    }
    int all = Runtime.getRuntime().availableProcessors();
    try (GraphSession before = new GraphSession(float32, shape, all);
        GraphSession after = new GraphSession(quantized.model(), shape, all)) {
      Answers answers = answers(before, after, heldOut);
      float[] image = new float[heldOut.valuesPerExample()];
      heldOut.write(0, image, 0);
      return new Quantization(
          format(),
          quantized.images(),
          new Score(answers.float32, heldOut.size()),
          new Score(answers.int8, heldOut.size()),
          answers.flips,
          settings.accuracyDropAtMost(),
          float32.length,
          quantized.model().length,
          speed(float32, quantized.model(), image, 1),
          speed(float32, quantized.model(), image, all));
    }
  }

  /** How many answers of each are right, and how many differ. */
  private record Answers(int float32, int int8, int flips) {}

  private static Answers answers(Logits before, Logits after, Examples heldOut) {
    int size = heldOut.valuesPerExample();
    int right = 0;
    int stillRight = 0;
    int flips = 0;
    float[] values = new float[Math.min(BATCH, heldOut.size()) * size];
    for (int from = 0; from < heldOut.size(); from += BATCH) {
      int n = Math.min(BATCH, heldOut.size() - from);
      for (int i = 0; i < n; i++) {
        heldOut.write(from + i, values, i * size);
      }
      float[] one = before.of(values, n);
      float[] other = after.of(values, n);
      int classes = one.length / n;
      for (int i = 0; i < n; i++) {
        int label = heldOut.label(from + i);
        int best = Evaluation.best(one, i * classes, classes);
        int otherBest = Evaluation.best(other, i * classes, classes);
        right += best == label ? 1 : 0;
        stillRight += otherBest == label ? 1 : 0;
        flips += best == otherBest ? 0 : 1;
      }
    }
    return new Answers(right, stillRight, flips);
  }

  /**
   * Images a second of two graphs, one image a run, as a server without a queue runs them.
   *
   * @param image as the graphs read it
   */
  Quantization.Speed speed(byte[] float32, byte[] int8, float[] image, int threads) {
    try (GraphSession before = new GraphSession(float32, shape, threads);
        GraphSession after = new GraphSession(int8, shape, threads)) {
      before.time(image, 1, WARM_UP_RUNS);
      after.time(image, 1, WARM_UP_RUNS);
      int runs = (int) Math.max(1, turnNanos / before.time(image, 1, 1));
      double[] slow = new double[TURNS];
      double[] fast = new double[TURNS];
      double[] ratio = new double[TURNS];
      for (int turn = 0; turn < TURNS; turn++) {
        slow[turn] = 1e9 * runs / before.time(image, 1, runs);
        fast[turn] = 1e9 * runs / after.time(image, 1, runs);
        ratio[turn] = fast[turn] / slow[turn];
      }
      return new Quantization.Speed(threads, 1, median(slow), median(fast), median(ratio));
    }
  }

  private String format() {
    return "QDQ, "
        + settings.activations().name().toLowerCase(Locale.ROOT)
        + " activations, int8 weights ("
        + settings.weights().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + "), one scale an output";
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
