package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.net.Acceleration;
import dev.serin.training.tune.Trial;
import dev.serin.training.tune.Trial.Outcome;
import dev.serin.training.tune.TrialException;
import dev.serin.worker.image.OpenCv;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTrialTest {
  private static final JsonNode UNUSED = NullNode.getInstance();
  private static final String NETWORK = "{architecture: cnn, widths: [4], dense: 8, dropout: 0.2}";

  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StopSignal stop = new StopSignal();

  TrainingTrialTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @BeforeEach
  void writeData() throws IOException {
    SyntheticData.write(folder.resolve("set"), "train", SyntheticData.images(84, 1));
    SyntheticData.write(folder.resolve("set"), "test", SyntheticData.images(10, 2));
  }

  @Test
  void train_rungByRungInAnotherProcess_isAsInOneGo() throws IOException {
    Path rungs = trial("rungs", NETWORK, 0.01);
    Path whole = trial("whole", NETWORK, 0.01);
    Optional<Outcome> first;
    try (Trial trial = trials()) {
      first = trial.train(UNUSED, rungs, 1);
      assertThat(trial.train(UNUSED, rungs, 1)).as("measured already").isEqualTo(first);
    }
    Optional<Outcome> second;
    try (Trial trial = trials()) {
      second = trial.train(UNUSED, rungs, 3);
    }

    try (Trial trial = trials()) {
      assertThat(trial.train(UNUSED, whole, 3)).isPresent().isEqualTo(second);
    }
    assertThat(first).isPresent().isNotEqualTo(second);
  }

  @Test
  void train_stopIsAskedFor_measuresNothing() throws IOException {
    stop.request();
    try (Trial trial = trials()) {
      assertThat(trial.train(UNUSED, trial("stopped", NETWORK, 0.01), 1)).isEmpty();
    }
  }

  @Test
  void train_diverges_isATrialThatCameToNothing() throws IOException {
    String network = "{architecture: custom, layers: [{dense: 64}, {dense: 64}, {dense: 64}]}";
    Path wild = trial("wild", network, 9.9);
    Files.writeString(
        wild.resolve(Trial.CONFIG),
        Files.readString(wild.resolve(Trial.CONFIG)).replace("kind: adam", "kind: sgd"));
    try (Trial trial = trials()) {
      assertThatExceptionOfType(TrialException.class)
          .isThrownBy(() -> trial.train(UNUSED, wild, 3))
          .withMessageContaining("the training has diverged");
    }
  }

  @Test
  void check_layersThatDoNotFit_areRefused() throws IOException {
    Path narrow = trial("narrow", "{architecture: cnn, widths: [2, 2, 2, 2, 2]}", 0.01);
    Path good = trial("good", NETWORK, 0.01);
    try (Trial trial = trials()) {
      trial.check(UNUSED, good);
      assertThatExceptionOfType(TrialException.class)
          .isThrownBy(() -> trial.check(UNUSED, narrow))
          .withMessageContaining("stage 5 of network: its kernel 2 x 2 is larger than the 1 x 1");
    }
  }

  private TrainingTrial trials() {
    Console console = new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    return new TrainingTrial(console, stop, null, Clock.systemUTC(), System::nanoTime);
  }

  private Path trial(String name, String network, double peak) throws IOException {
    Path trial = Files.createDirectory(folder.resolve(name));
    String text =
        """
        input:
          name: input
          layout: NCHW
          height: 28
          width: 28
          colour: GREY
          resize: {to: exact, size: 28, filter: area}
          scale: 0.00392156862745098
        network: %1$s
        training:
          epochs: 3
          batch: 16
          learning-rate: {peak: %2$s, warm-up: 0.2}
          seed: 7
          threads: 1
          optimiser: {kind: adam}
        augment: {shift: 1}
        export: {tolerance: 0.0001, images: 10, golden: 1, samples: 0}
        """
            .formatted(network, peak);
    Files.writeString(
        trial.resolve(Trial.CONFIG), SyntheticTraining.head(folder.resolve("set")) + text);
    return trial;
  }
}
