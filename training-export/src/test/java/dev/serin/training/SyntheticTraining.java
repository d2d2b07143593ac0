package dev.serin.training;

import dev.serin.training.data.Digests;
import dev.serin.training.data.SyntheticData;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.worker.model.StrictYaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** A folder with images that are learnt in seconds, and the commands that train on them. */
final class SyntheticTraining {
  /** Of {@link #config}: 160 images in batches of 16. */
  static final int STEPS = 10;

  final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final StringWriter err = new StringWriter();

  SyntheticTraining(Path folder) throws IOException {
    this.folder = folder;
    SyntheticData.write(folder.resolve("set"), "train", SyntheticData.images(180, 1));
    SyntheticData.write(folder.resolve("set"), "test", SyntheticData.images(60, 2));
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString();
  }

  /** {@code train} with this configuration; gives the exit code. */
  int train(Path config, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train", config.toString()));
    arguments.addAll(places());
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  /** The options that put everything below the folder. */
  List<String> places() {
    return List.of(
        "--out",
        folder.resolve("models").toString(),
        "--runs",
        folder.resolve("runs").toString(),
        "--force");
  }

  int run(String... arguments) {
    return Main.commandLine(console()).setErr(new PrintWriter(err, true)).execute(arguments);
  }

  /** Trains by one of {@code engines}, without the command line; exceptions come out. */
  int train(
      Path config, EngineSettings steps, Engines engines, StopSignal stop, LongSupplier nanoTime)
      throws IOException {
    return new TrainingRun(console(), stop, engines, Clock.systemUTC(), nanoTime)
        .run(
            new StrictYaml().read(config, TrainingConfig.class),
            new TrainingRun.Places(
                config, null, folder.resolve("models"), folder.resolve("runs"), null, null, true),
            steps);
  }

  private Console console() {
    return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), false);
  }

  /** The folder of the only run. */
  Path onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      List<Path> all = runs.toList();
      if (all.size() != 1) {
        throw new AssertionError("not one run: " + all);
      }
      return all.get(0);
    }
  }

  Path version() {
    return folder.resolve("models/synthetic/7");
  }

  /** Digest of the version's graph. */
  String model() throws IOException {
    return Digests.of(version().resolve("model.onnx"));
  }

  /** The beginning of a configuration: whose images they are that {@link SyntheticData} wrote. */
  static String head(Path set) throws IOException {
    return """
        model: synthetic
        version: "7"
        data:
          idx:
            folders: [%1$s]
            download: {from: "http://127.0.0.1:1/", to: %1$s}
            train:
              images: {file: train-images.gz, sha256: %2$s}
              labels: {file: train-labels.gz, sha256: %3$s}
            test:
              images: {file: test-images.gz, sha256: %4$s}
              labels: {file: test-labels.gz, sha256: %5$s}
            labels: [left, middle, right]
            validation: 20
          licence: none
        """
        .formatted(
            set,
            Digests.of(set.resolve("train-images.gz")),
            Digests.of(set.resolve("train-labels.gz")),
            Digests.of(set.resolve("test-images.gz")),
            Digests.of(set.resolve("test-labels.gz")));
  }

  /** A configuration of {@code epochs} epochs. */
  Path config(int epochs, String network, String learningRate) throws IOException {
    String text = head(folder.resolve("set")) + rest(epochs, network, learningRate);
    return Files.writeString(folder.resolve("synthetic.yaml"), text);
  }

  /** A configuration of one epoch on the photos of {@code from}. */
  Path photosConfig(Path from) throws IOException {
    String text =
        """
        model: synthetic
        version: "7"
        data:
          photos: {from: %s}
          licence: none
        %s
        """
            .formatted(
                from,
                rest(
                    1,
                    "{architecture: cnn, widths: [4], kernel: 5, dense: 8}",
                    "{peak: 0.01, warm-up: 0.2}"));
    return Files.writeString(folder.resolve("photos.yaml"), text);
  }

  private static String rest(int epochs, String network, String learningRate) {
    return """
        input:
          name: input
          type: float32
          layout: NCHW
          height: 28
          width: 28
          colour: GREY
          orient: exif
          resize: {to: exact, size: 28, filter: area}
          crop: centre
          scale: 0.00392156862745098
          mean: [0.5]
          std: [0.5]
        network: %2$s
        training:
          epochs: %1$d
          batch: 16
          learning-rate: %3$s
          seed: 7
          threads: 1
        augment: {invert-background: 0.0, flip: 0.0, shift: 1}
        export: {tolerance: 0.0001, images: 10, golden: 2, samples: 0}
        """
        .formatted(epochs, network, learningRate);
  }
}
