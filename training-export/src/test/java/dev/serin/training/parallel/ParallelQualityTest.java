package dev.serin.training.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.net.Classifiers;
import dev.serin.training.net.ImageShape;
import dev.serin.training.net.NetworkConfigs;
import dev.serin.training.report.Evaluation;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two workers learn as well as one: the mean difference of their accuracies over seeds lies within
 * a margin. On drawn data and a small network; {@link ParallelBenchmark} does it on photos.
 */
class ParallelQualityTest {
  /** Batch normalisation, which sees a worker's part alone, is what could differ most. */
  private static final String NETWORK =
      "{architecture: cnn, widths: [4, 8], kernel: 5, batch-norm: true}";

  private static final int SEEDS = 3;
  private static final int EPOCHS = 5;
  private static final int BATCH = 32;
  private static final int IMAGES = 640;
  private static final int STEPS = IMAGES / BATCH;
  private static final double RATE = 0.01;
  private static final double MARGIN = 0.02;

  private final FaintSquares test = new FaintSquares(600, 99);

  @BeforeAll
  static void load() {
    Acceleration.enable();
  }

  @Test
  void fit_twoWorkersOverSeeds_areAsGoodAsOne() {
    double[] one = new double[SEEDS];
    double[] two = new double[SEEDS];
    for (int seed = 0; seed < SEEDS; seed++) {
      one[seed] = accuracy(new LocalEngine(1), seed);
      two[seed] = accuracy(new ParallelEngine(new EngineSettings("parallel", 2, 1, 1, "")), seed);
    }

    MeanDifference difference = MeanDifference.of(one, two);
    System.out.printf(
        "seeds 0 to %d: one worker %s, two %s, difference %s%n",
        SEEDS - 1, Arrays.toString(one), Arrays.toString(two), difference);
    assertThat(DoubleStream.of(one).average().orElseThrow()).isGreaterThan(0.95);
    assertThat(DoubleStream.of(two).average().orElseThrow()).isGreaterThan(0.95);
    // The interval is for people: of three seeds one that learns late makes it as wide as it likes.
    assertThat(difference.mean()).isBetween(-MARGIN, MARGIN);
  }

  private double accuracy(Engine engine, long seed) {
    Classifier classifier =
        new Classifiers()
            .create(
                NetworkConfigs.of(NETWORK),
                new ImageShape(1, SyntheticData.SIDE, SyntheticData.SIDE, SyntheticData.CLASSES),
                seed);
    FaintSquares train = new FaintSquares(IMAGES, seed);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      engine.fit(classifier, train.epoch(BATCH, epoch), new Falling(RATE, epoch, EPOCHS, STEPS));
    }
    return Evaluation.score(classifier.logits(), test).accuracy();
  }
}
