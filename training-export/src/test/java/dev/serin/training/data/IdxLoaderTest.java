package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxLoaderTest {
  private static final String NOWHERE = "http://127.0.0.1:1/";

  private Path folder;
  private final IdxLoader loader = new IdxLoader(new Downloader(), new IdxReader());
  private IdxConfig config;

  @BeforeEach
  void write(@TempDir Path temp) throws IOException {
    folder = temp;
    SyntheticData.write(folder, "train", SyntheticData.images(20, 1));
    SyntheticData.write(folder, "test", SyntheticData.images(10, 2));
    config = IdxConfigs.of(folder, folder, NOWHERE);
  }

  @Test
  void load_folderWithAllFiles_keepsTheLastImagesForValidation() {
    DataSet set = loader.load(config);

    assertThat(set.train().size()).isEqualTo(15);
    assertThat(set.validation().size()).isEqualTo(5);
    assertThat(set.test().size()).isEqualTo(10);
    GreyImages all = SyntheticData.images(20, 1);
    assertThat(set.validation().digest(0)).isEqualTo(all.digest(15));
    assertThat(set.validation().label(4)).isEqualTo(all.label(19));
    assertThat(set.source()).isEqualTo("found in " + folder);
  }

  @Test
  void load_fileChanged_namesItAndBothDigests() throws IOException {
    SyntheticData.write(folder, "test", SyntheticData.images(10, 3));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> loader.load(config))
        .withMessageContaining("test-images.gz")
        .withMessageContaining(config.test().images().sha256())
        .withMessageContaining(Digests.of(folder.resolve("test-images.gz")));
  }

  @Test
  void loadFrom_fileMissing_doesNotDownload() throws IOException {
    Files.delete(folder.resolve("train-labels.gz"));

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> loader.loadFrom(folder, config))
        .withMessage("there is no " + folder.resolve("train-labels.gz"));
  }

  @Test
  void load_labelWithoutName_isRefused() {
    IdxConfig two =
        new IdxConfig(
            config.folders(),
            config.download(),
            config.train(),
            config.test(),
            List.of("left", "right"),
            config.validation());

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> loader.load(two))
        .withMessageContaining("label 2")
        .withMessageContaining("only 2 classes");
  }

  @Test
  void load_validationTakesAll_isRefused() {
    IdxConfig all =
        new IdxConfig(
            config.folders(),
            config.download(),
            config.train(),
            config.test(),
            config.labels(),
            20);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> loader.load(all))
        .withMessageContaining("leaves none of the 20 training images");
  }
}
