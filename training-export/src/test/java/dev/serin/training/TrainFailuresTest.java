package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serin.training.data.Batch;
import dev.serin.training.data.TestPhotos;
import dev.serin.training.net.Acceleration;
import dev.serin.training.net.Classifier;
import dev.serin.training.parallel.Engine;
import dev.serin.training.parallel.EngineProvider;
import dev.serin.training.parallel.EngineSettings;
import dev.serin.training.parallel.Engines;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong, from the command line on: one clear sentence, and no finished epoch is lost.
 * Engines that fail are in {@link TrainEngineTest}, Ctrl-C in {@link StopIT}.
 */
class TrainFailuresTest {
  private static final String NETWORK = "{architecture: cnn, widths: [4], kernel: 5, dense: 8}";

  /** Every write to it fails for lack of room. */
  private static final Path FULL = Path.of("/dev/full");

  private SyntheticTraining training;

  @BeforeAll
  static void load() {
    Acceleration.enable();
    OpenCv.load();
  }

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    training = new SyntheticTraining(folder);
  }

  @Test
  void train_diskFullAtTheSecondEpoch_keepsTheFirstAndGoesOnLater() throws IOException {
    assumeThat(FULL).exists();
    Path config = training.config(2, NETWORK, "{peak: 0.01, warm-up: 0.2}");

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(
            () ->
                training.train(
                    config,
                    EngineSettings.local(1),
                    new Engines(),
                    new StopSignal(),
                    this::fillDiskAfterAnEpoch))
        .withMessageContaining("the network after epoch 2 cannot be written to ")
        .withMessageContaining("No space left on device. Make room.")
        .withMessageContaining("The network after epoch 1 is kept.")
        .withMessageEndingWith("./serin train --resume " + training.onlyRun());

    Path run = training.onlyRun();
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(2);
    Files.delete(run.resolve("checkpoint.part"));
    assertThat(training.train(config, "--resume", run.toString())).as(training.err()).isZero();
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(3);
  }

  /** Told the time; the next checkpoint then goes where there is no room. */
  private long fillDiskAfterAnEpoch() {
    try {
      if (Files.exists(training.folder.resolve("runs"))) {
        Path run = training.onlyRun();
        Path part = run.resolve("checkpoint.part");
        if (Files.exists(run.resolve("checkpoint-1.zip")) && !Files.isSymbolicLink(part)) {
          Files.createSymbolicLink(part, FULL);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return System.nanoTime();
  }

  @Test
  void train_versionCannotBeWritten_saysHowToMakeItOfTheFinishedTraining() throws IOException {
    Path config = training.config(1, NETWORK, "{peak: 0.01, warm-up: 0.2}");
    Path models = Files.createFile(training.folder.resolve("models"));

    assertThat(training.train(config)).isEqualTo(1);

    Path run = training.onlyRun();
    assertThat(training.err())
        .contains("the training is done and kept, but not all of its version can be written")
        .contains("./serin train --force --checkpoint " + run);
    Files.delete(models);
    assertThat(training.train(config, "--checkpoint", run.toString())).as(training.err()).isZero();
    assertThat(training.version().resolve("model.onnx")).exists();
  }

  @Test
  void text_diskFull_saysWhatToDo() {
    IOException full = new IOException("No space left on device");

    assertThat(Failures.text(full))
        .isEqualTo(Failures.text(new UncheckedIOException(full)))
        .isEqualTo("the disk is full (No space left on device): make room, then start again");
  }

  @Test
  void train_lossBecomesNaN_keepsTheEpochBeforeAsAVersionToBe() throws IOException {
    Path config = training.config(3, NETWORK, "{peak: 0.01, warm-up: 0.2}");
    Engines bursting = new Engines(List.of(new BurstingInTheSecondEpoch()));

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(
            () ->
                training.train(
                    config, EngineSettings.local(1), bursting, new StopSignal(), System::nanoTime))
        .withMessage(
            "the loss is no longer a number (epoch 2, step 1): the training has diverged. A lower"
                + " training.learning-rate.peak usually helps. The network after epoch 1 is kept."
                + " To make a version of it: ./serin train --checkpoint "
                + training.onlyRun());

    Path run = training.onlyRun();
    assertThat(training.train(config, "--checkpoint", run.toString())).as(training.err()).isZero();
    assertThat(training.version().resolve("model.onnx")).exists();
  }

  /** The engine {@code local}, before whose second epoch a weight has grown beyond all bounds. */
  private static final class BurstingInTheSecondEpoch implements EngineProvider {
    @Override
    public String name() {
      return "local";
    }

    @Override
    public Engine open(EngineSettings settings) {
      Engine local = new Engines(List.of()).open(settings);
      return new Engine() {
        private int epochs;

        @Override
        public void fit(Classifier classifier, Iterator<Batch> batches, Steps steps) {
          if (++epochs == 2) {
            classifier.network().params().putScalar(0, Double.POSITIVE_INFINITY);
          }
          local.fit(classifier, batches, steps);
        }

        @Override
        public void close() {
          local.close();
        }
      };
    }
  }

  @Test
  void train_oneOfTenThousandPhotosUnreadable_isLeftOutAndTold() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 5_000, 1, "glass", "paper");
    byte[] whole = Objects.requireNonNull(files.get("paper/17.png"));
    files.put("paper/17.png", Arrays.copyOf(whole, whole.length - 7));
    Path config =
        training.photosConfig(TestPhotos.zip(training.folder.resolve("photos.zip"), files));
    Files.writeString(config, Files.readString(config).replace("batch: 16", "batch: 256"));

    assertThat(training.train(config)).as(training.err()).isZero();

    assertThat(training.out())
        .containsOnlyOnce("left out: ")
        .contains("left out: paper/17.png: damaged png file")
        .contains("Data: 6,931 training, 1,037 validation and 2,031 test images");
    assertThat(training.version().resolve("model.onnx")).exists();
  }

  @Test
  void train_twoOfAHundredPhotosUnreadable_saysWhichAndWhatMayBe() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 50, 2, "glass", "paper");
    files.put("glass/3.png", new byte[] {1, 2, 3});
    files.put("paper/4.png", new byte[0]);

    refused(
        files,
        "2 of 100 photos cannot be read, at most 1 may (photos.unreadable-at-most)",
        "glass/3.png (",
        "paper/4.png (");
  }

  @Test
  void train_aClassWithOnePhoto_namesItAndSaysWhatToDo() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 30, 3, "glass", "paper");
    files.put("rare/1.png", TestPhotos.png(4));

    refused(
        files,
        "class rare has one photo, rare/1.png: 2 are the least",
        "add photos of it, or take it out");
  }

  @Test
  void train_noPhotos_saysWhereAndHowTheyLie() throws IOException {
    refused(
        Map.of("readme.txt", new byte[] {'x'}),
        "there are no photos in ",
        "files of other kinds: 1. Photos lie in a folder for each class");
  }

  @Test
  void train_samePhotoInTwoClasses_namesBothAndSaysWhatToDo() throws IOException {
    Map<String, byte[]> files = TestPhotos.named("", 30, 5, "glass", "paper");
    files.put("paper/7.png", Objects.requireNonNull(files.get("glass/9.png")));

    refused(
        files,
        "the same photo is in two classes: glass/9.png (glass) and paper/7.png (paper)",
        "remove the wrong one, or have `./serin data validate --fix` list the rest");
  }

  @Test
  void train_aPhotoChangesMeanwhile_saysWhichAndWhatIsKept() throws IOException {
    Path photos =
        TestPhotos.folder(
            training.folder.resolve("photos"), TestPhotos.named("", 40, 6, "glass", "paper"));
    Path config = training.photosConfig(photos);
    Files.writeString(config, Files.readString(config).replace("epochs: 1", "epochs: 2"));
    StopSignal never = new StopSignal();

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(
            () ->
                training.train(
                    config,
                    EngineSettings.local(1),
                    new Engines(),
                    never,
                    () -> emptyAfterAnEpoch(photos)))
        .withMessageMatching(".*/\\d+\\.png has changed since the data was read.*")
        .withMessageContaining("The network after epoch 1 is kept.");
  }

  private long emptyAfterAnEpoch(Path photos) {
    try {
      if (Files.exists(training.folder.resolve("runs"))
          && Files.exists(training.onlyRun().resolve("checkpoint-1.zip"))) {
        for (String label : new String[] {"glass", "paper"}) {
          for (int i = 0; i < 40; i++) {
            Files.write(photos.resolve(label).resolve(i + ".png"), new byte[0]);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return System.nanoTime();
  }

  /** Before anything is written. */
  private void refused(Map<String, byte[]> files, String... parts) throws IOException {
    Path photos = TestPhotos.folder(training.folder.resolve("photos"), files);

    assertThat(training.train(training.photosConfig(photos))).isEqualTo(1);

    assertThat(training.err()).contains(parts);
    assertThat(training.err().strip()).startsWith("serin: ").hasLineCount(1);
    assertThat(training.folder.resolve("runs")).doesNotExist();
    assertThat(training.folder.resolve("models")).doesNotExist();
  }
}
