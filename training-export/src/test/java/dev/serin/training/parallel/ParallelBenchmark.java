package dev.serin.training.parallel;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.training.Inputs;
import dev.serin.training.data.Augmentation;
import dev.serin.training.data.AugmentedImages;
import dev.serin.training.data.Augmenter;
import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.data.IdxReader;
import dev.serin.training.data.ImageSet;
import dev.serin.training.data.Preparation;
import dev.serin.training.data.PreparedImages;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.training.report.Evaluation;
import dev.serin.worker.image.OpenCv;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two workers beside one: speed in turns, so that what else runs on the machine meets all alike;
 * accuracy on photos over several seeds; native memory over many epochs. Prints, asserts nothing.
 */
class ParallelBenchmark {
  private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist");
  private static final int TURNS = Integer.getInteger("serin.bench.turns", 7);
  private static final int SEEDS = Integer.getInteger("serin.bench.seeds", 5);
  private static final int EPOCHS = Integer.getInteger("serin.bench.epochs", 200);
  private static final int STEPS = 12;

  private static final List<String> NETWORKS =
      List.of(
          "{architecture: cnn, widths: [16, 32], kernel: 5, dense: 128}",
          "{architecture: resnet, widths: [16, 32], blocks: 1, global-pool: false, dense: 128}");

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  /** Says first what load the machine bears without it. */
  @Test
  void speed() {
    System.out.printf(
        Locale.ROOT,
        "load %.2f on %d cores%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    for (String architecture : NETWORKS) {
      speed(architecture, 64);
      speed(architecture, 256);
    }
  }

  private static void speed(String architecture, int batch) {
    String[] names = {"1 worker, 1 thread", "1 worker, 2 threads", "2 workers, 1 thread each"};
    Engine[] engines = {new LocalEngine(1), new LocalEngine(2), twoWorkers()};
    Classifier[] classifiers = new Classifier[engines.length];
    double[][] rates = new double[engines.length][TURNS];
    try (Examples28 examples = new Examples28()) {
      for (int turn = -1; turn < TURNS; turn++) {
        for (int i = 0; i < engines.length; i++) {
          if (turn < 0) {
            classifiers[i] = classifier(architecture, SyntheticData.CLASSES, 7);
          }
          Iterator<Batch> epoch = examples.epoch(STEPS * batch, batch, 7, turn + 1);
          long start = System.nanoTime();
          engines[i].fit(classifiers[i], epoch, new Telling(0.001));
          if (turn >= 0) {
            rates[i][turn] = STEPS * batch / ((System.nanoTime() - start) / 1e9);
          }
        }
      }
    }
    for (int i = 0; i < engines.length; i++) {
      double[] ratios = new double[TURNS];
      for (int turn = 0; turn < TURNS; turn++) {
        ratios[turn] = rates[i][turn] / rates[0][turn];
      }
      System.out.printf(
          Locale.ROOT,
          "%s, batch %d, %s: %.0f images/s, %.2f times the first (%.2f to %.2f in %d turns)%n",
          architecture,
          batch,
          names[i],
          median(rates[i]),
          median(ratios),
          DoubleStream.of(ratios).min().orElseThrow(),
          DoubleStream.of(ratios).max().orElseThrow(),
          TURNS);
    }
  }

  @Test
  void quality() {
    assumeThat(FASHION).matches(Files::isDirectory);
    ImageSet train = fashion("train");
    ImageSet test = fashion("t10k");
    for (String architecture : NETWORKS) {
      double[] one = new double[SEEDS];
      double[] two = new double[SEEDS];
      for (int seed = 0; seed < SEEDS; seed++) {
        one[seed] = accuracy(new LocalEngine(1), architecture, train, test, seed);
        two[seed] = accuracy(twoWorkers(), architecture, train, test, seed);
      }
      System.out.printf(
          Locale.ROOT,
          "%s, Fashion-MNIST, 6000 images, 2 epochs, %d seeds, test accuracy: one worker %s, mean"
              + " %.4f; two %s, mean %.4f; difference %s%n",
          architecture,
          SEEDS,
          Arrays.toString(one),
          DoubleStream.of(one).average().orElseThrow(),
          Arrays.toString(two),
          DoubleStream.of(two).average().orElseThrow(),
          MeanDifference.of(one, two));
    }
  }

  private static double accuracy(
      Engine engine, String architecture, ImageSet train, ImageSet test, long seed) {
    try (Preparation preparation = new Preparation(Inputs.grey28())) {
      Classifier classifier = classifier(architecture, 10, seed);
      Batches batches =
          new Batches(
              new AugmentedImages(
                  train.part(0, 6000), new Augmenter(Augmentation.NONE), preparation),
              10,
              0,
              64,
              seed);
      for (int epoch = 0; epoch < 2; epoch++) {
        engine.fit(
            classifier, batches.epoch(epoch), new Falling(0.003, epoch, 2, batches.perEpoch()));
      }
      return Evaluation.score(
              classifier.logits(), new PreparedImages(test.part(0, 4000), preparation))
          .accuracy();
    }
  }

  @Test
  void memory() {
    Classifier classifier = classifier(NETWORKS.get(0), SyntheticData.CLASSES, 7);
    Engine engine = twoWorkers();
    try (Examples28 examples = new Examples28()) {
      for (int epoch = 0; epoch <= EPOCHS; epoch++) {
        engine.fit(classifier, examples.epoch(128, 64, 7, epoch), new Telling(0.001));
        if (epoch % (EPOCHS / 10) == 0) {
          System.out.printf(
              Locale.ROOT,
              "after epoch %d: %,d KiB resident, %,d KiB of native memory, %d threads%n",
              epoch,
              Pointer.physicalBytes() / 1024,
              Pointer.totalBytes() / 1024,
              Thread.activeCount());
        }
      }
    }
  }

  private static ImageSet fashion(String part) {
    return new IdxReader()
        .read(
            FASHION.resolve(part + "-images-idx3-ubyte.gz"),
            FASHION.resolve(part + "-labels-idx1-ubyte.gz"));
  }

  private static Classifier classifier(String architecture, int classes, long seed) {
    return new Classifiers()
        .create(
            NetworkConfigs.of(architecture),
            new ImageShape(1, SyntheticData.SIDE, SyntheticData.SIDE, classes),
            seed);
  }

  private static Engine twoWorkers() {
    return new ParallelEngine(new EngineSettings("parallel", 2, 1, 1, ""));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
