package dev.serin.training.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Augmentation;
import dev.serin.training.data.AugmentedImages;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Prefetch;
import dev.serin.training.data.Preparation;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfig;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import dev.serin.worker.image.Resize;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images per second of Serin's training loop (pixels, augmentation, preprocessing, step), with and
 * without batches made ahead, beside DL4J's own {@code fit} on the same network with the same
 * batches ready in memory. They take turns, so that all see the same machine. Run it by {@code mvn
 * -Pbench verify -pl training-export -am -Dit.test=TrainingBenchmark}; bench.turns says how often.
 */
final class TrainingBenchmark {
  private static final int BATCH = 64;
  private static final int BATCHES = 5;
  private static final int CLASSES = 10;
  private static final double RATE = 0.001;

  private final int turns = Integer.getInteger("bench.turns", 9);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 28 | {architecture: cnn, widths: [16, 32], kernel: 5, padding: valid, dense: 128}",
        "1 | 28 | {architecture: resnet, widths: [16, 32], blocks: 1, stem-pool: true,"
            + " down: convolution, global-pool: false, dense: 128, dropout: 0.2}",
        "3 | 32 | {architecture: resnet, widths: [16, 32, 64], blocks: 1}",
        "3 | 64 | {architecture: mobilenet, multiplier: 0.25}"
      })
  void compareWithPlainFit(int channels, int side, String network) {
    OpenCv.load();
    Acceleration.enable();
    Acceleration.useThreads(1);
    InputSpec input = input(channels, side);
    NetworkConfig config = NetworkConfigs.of(network);
    ImageShape shape = new ImageShape(channels, side, side, CLASSES);
    try (Preparation preparation = new Preparation(input)) {
      Batches batches = batches(preparation, side);
      Classifier ours = new Classifiers().create(config, shape, 1);
      Classifier ahead = new Classifiers().create(config, shape, 1);
      Classifier plain = new Classifiers().create(config, shape, 1);
      List<DataSet> ready = ready(batches, shape);
      double[][][] rates = new double[3][turns][];
      for (int turn = -1; turn < turns; turn++) {
        int slot = Math.max(0, turn);
        rates[0][slot] = rate(() -> plain(plain, ready));
        rates[1][slot] = rate(() -> fit(ours, batches.epoch(0)));
        rates[2][slot] = rate(() -> fitAhead(ahead, batches));
      }
      tell(network, rates);
      assertThat(ours.network().params().meanNumber().doubleValue())
          .as("the three have learnt the same")
          .isEqualTo(ahead.network().params().meanNumber().doubleValue());
    }
  }

  private static void fit(Classifier classifier, Iterator<Batch> batches) {
    batches.forEachRemaining(b -> classifier.fit(b, RATE));
  }

  private static void fitAhead(Classifier classifier, Batches batches) {
    try (Prefetch<Batch> prefetch = new Prefetch<>(batches.epoch(0), "bench-prefetch")) {
      fit(classifier, prefetch);
    }
  }

  private static void plain(Classifier classifier, List<DataSet> ready) {
    if (classifier.network() instanceof MultiLayerNetwork network) {
      ready.forEach(network::fit);
    } else if (classifier.network() instanceof ComputationGraph network) {
      ready.forEach(network::fit);
    }
  }

  /** Images a second, and images a second of this thread's CPU time. */
  private static double[] rate(Runnable epoch) {
    long start = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    epoch.run();
    double images = BATCH * BATCHES * 1e9;
    return new double[] {
      images / (System.nanoTime() - start),
      images / (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu)
    };
  }

  private void tell(String network, double[][][] rates) {
    System.out.printf(Locale.ROOT, "%s, images/s%n", network);
    List<String> ways = List.of("plain fit", "Serin", "Serin, batches made ahead");
    for (int way = 0; way < rates.length; way++) {
      System.out.printf(
          Locale.ROOT,
          "  %-26s %s, of plain fit %s; by its thread's CPU time %s%n",
          ways.get(way),
          text("%.0f", column(rates[way], 0)),
          text("%.3f", ratios(rates[way], rates[0], 0)),
          text("%.3f", ratios(rates[way], rates[0], 1)));
    }
  }

  private static double[] column(double[][] turns, int figure) {
    return Arrays.stream(turns).mapToDouble(t -> t[figure]).toArray();
  }

  private static double[] ratios(double[][] a, double[][] b, int figure) {
    double[] ratios = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      ratios[i] = a[i][figure] / b[i][figure];
    }
    return ratios;
  }

  /** Median, and what was least and most. */
  private static String text(String format, double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        format + " (" + format + " to " + format + ")",
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static List<DataSet> ready(Batches batches, ImageShape shape) {
    List<DataSet> ready = new ArrayList<>();
    batches
        .epoch(0)
        .forEachRemaining(
            b ->
                ready.add(
                    new DataSet(
                        Nd4j.createFromArray(b.values())
                            .reshape(b.size(), shape.channels(), shape.height(), shape.width()),
                        Nd4j.createFromArray(b.oneHot()).reshape(b.size(), shape.classes()))));
    return ready;
  }

  /** As a training of photos varies them. */
  private static Batches batches(Preparation preparation, int side) {
    Augmentation augmentation =
        new Augmentation(0, 0.5, 2, 10, 0.8, new Augmentation.Colour(0.2, 0.2, 0.2), 0.2, 0);
    ImageSet images = new NoiseImages(BATCH * BATCHES, side, CLASSES);
    return new Batches(
        new AugmentedImages(images, new Augmenter(augmentation), preparation),
        CLASSES,
        0,
        BATCH,
        1);
  }

  private static InputSpec input(int channels, int side) {
    return new InputSpec(
        "input",
        InputSpec.ElementType.FLOAT32,
        InputSpec.Layout.NCHW,
        side,
        side,
        channels == 1 ? InputSpec.Colour.GREY : InputSpec.Colour.RGB,
        InputSpec.Orient.EXIF,
        InputSpec.Decode.EXACT,
        new Resize(Resize.Rule.EXACT, side, Resize.Filter.AREA),
        InputSpec.Crop.CENTRE,
        1 / 255.0,
        List.of(),
        List.of());
  }
}
