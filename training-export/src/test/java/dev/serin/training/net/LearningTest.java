package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import dev.serin.training.report.Evaluation;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each architecture learns colours in seconds. */
class LearningTest {
  private static final int EPOCHS = 9;
  private static final int BATCH = 16;

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  static Stream<String> networks() {
    return Stream.of(
        "{architecture: cnn, widths: [8, 16], dense: 16}",
        "{architecture: cnn, widths: [8], convolutions: 2, batch-norm: true, global-pool: true}",
        "{architecture: resnet, widths: [8, 16], blocks: 1}",
        "{architecture: mobilenet, stem: 8, stem-stride: 1,"
            + " stages: [{width: 16}, {width: 32, stride: 2}]}",
        "{architecture: mobilenet, version: 2, stem: 8, stem-stride: 1, last: 32,"
            + " stages: [{width: 8, blocks: 2, expansion: 2}, {width: 16, stride: 2}]}",
        "{architecture: custom, layers: [{conv: {filters: 8, activation: leaky-relu}},"
            + " {residual: [{depthwise: {}}, batch-norm, {activation: relu}]}, {max-pool: 2},"
            + " {separable: {filters: 16, activation: relu}}, {avg-pool: 2}, {dropout: 0.1},"
            + " {dense: {units: 16, activation: relu}}]}");
  }

  @ParameterizedTest
  @MethodSource("networks")
  void fit_colouredSquares_areLearnt(String network) {
    Classifier classifier =
        new Classifiers()
            .create(
                NetworkConfigs.of(network),
                ColourSquares.SHAPE,
                OptimiserConfig.ADAM,
                List.of(),
                3);
    Schedule rate = Schedule.oneCycle(0.01, 0.2);
    Batches batches = new ColourSquares(128, 1).batches(BATCH);
    int steps = EPOCHS * batches.perEpoch();
    int step = 0;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      for (Iterator<Batch> it = batches.epoch(epoch); it.hasNext(); step++) {
        classifier.fit(it.next(), rate.at((double) step / steps));
      }
    }

    double accuracy = Evaluation.score(classifier.logits(), new ColourSquares(200, 2)).accuracy();
    assertThat(accuracy).isGreaterThan(0.9);
  }
}
