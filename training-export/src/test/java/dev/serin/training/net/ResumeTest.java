package dev.serin.training.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.serin.training.data.Batch;
import dev.serin.training.data.Batches;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network from a file learns on as if it had never been written. */
class ResumeTest {
  private static final String SEQUENTIAL =
      "{architecture: cnn, widths: [4, 8], batch-norm: true, dense: 8, dropout: 0.3}";
  private static final String GRAPH =
      "{architecture: resnet, widths: [4, 8], blocks: 1, dense: 8, dropout: 0.3}";
  private static final OptimiserConfig ADAM =
      new OptimiserConfig(OptimiserConfig.Kind.ADAM, 0, 0.01, 0.1, 1);
  private static final OptimiserConfig SGD =
      new OptimiserConfig(OptimiserConfig.Kind.SGD, 0.9, 0.001, 0, 0);

  private final Batches batches = new ColourSquares(64, 5).batches(16);

  private final Path folder;

  ResumeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void accelerate() {
    Acceleration.enable();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void load_afterTwoOfFourEpochs_endsWithTheSameParameters(boolean sequential, boolean adam)
      throws IOException {
    NetworkConfig config = NetworkConfigs.of(sequential ? SEQUENTIAL : GRAPH);
    OptimiserConfig optimiser = adam ? ADAM : SGD;
    Classifier straight = create(config, optimiser);
    train(straight, 0, 4);

    Classifier first = create(config, optimiser);
    train(first, 0, 2);
    Path file = folder.resolve("network.zip");
    first.save(file);
    // Others draw from DL4J's one generator in between, as an evaluation or a new network may.
    create(config, optimiser);
    Classifier second = new Classifiers().load(config, ColourSquares.SHAPE, optimiser, file);
    train(second, 2, 4);

    assertThat(Arrays.flat(second.network().params()))
        .isEqualTo(Arrays.flat(straight.network().params()));
    assertThat(Arrays.flat(first.network().params()))
        .isNotEqualTo(Arrays.flat(straight.network().params()));
  }

  @Test
  void load_fileOfAnotherNetwork_isRefused() throws IOException {
    Path file = folder.resolve("network.zip");
    create(NetworkConfigs.of(SEQUENTIAL), ADAM).save(file);

    assertThatExceptionOfType(NetworkException.class)
        .isThrownBy(
            () ->
                new Classifiers()
                    .load(
                        NetworkConfigs.of(SEQUENTIAL.replace("[4, 8]", "[4, 6]")),
                        ColourSquares.SHAPE,
                        file))
        .withMessageContaining("holds another network");
  }

  private static Classifier create(NetworkConfig config, OptimiserConfig optimiser) {
    return new Classifiers()
        .create(config, ColourSquares.SHAPE, optimiser, List.of(1.0, 2.0, 0.5, 1.0), 3);
  }

  private void train(Classifier classifier, int from, int to) {
    for (int epoch = from; epoch < to; epoch++) {
      for (Iterator<Batch> it = batches.epoch(epoch); it.hasNext(); ) {
        classifier.fit(it.next(), 0.01 / (epoch + 1));
      }
    }
  }
}
