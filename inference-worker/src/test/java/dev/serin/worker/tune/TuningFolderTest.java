package dev.serin.worker.tune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.testing.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TuningFolderTest {
  private static final String DIGEST = "ab".repeat(32);

  private final Path root;
  private final TuningFolder folder;

  TuningFolderTest(@TempDir Path root) {
    this.root = root;
    folder = new TuningFolder(root.resolve("tuning"), 4);
  }

  @Test
  void write_thenRead_givesTheSame() throws IOException {
    Chosen chosen = new Chosen("cats", "1", DIGEST, 4, 2, 2, 8, 1500);
    assertThat(folder.of("cats", DIGEST)).isEmpty();
    assertThat(folder.write(chosen).getFileName()).hasToString("cats-" + DIGEST + ".yaml");
    assertThat(folder.of("cats", DIGEST)).contains(chosen);
    assertThat(chosen.batchDelay()).isEqualTo(Duration.ofNanos(1_500_000));
    assertThat(folder.of("cats", "cd".repeat(32))).isEmpty();
    folder.write(new Chosen("cats", "1", DIGEST, 4, 1, 4, 8, 0));
    assertThat(folder.of("cats", DIGEST).orElseThrow().lanes()).isEqualTo(1);
  }

  @Test
  void of_otherMachine_isNotUsed() throws IOException {
    folder.write(new Chosen("cats", "1", DIGEST, 8, 8, 1, 8, 0));
    try (LogLines log = new LogLines(TuningFolder.class)) {
      assertThat(folder.of("cats", DIGEST)).isEmpty();
      assertThat(log.all()).singleElement().asString().contains("8 cores, this machine has 4");
    }
  }

  @Test
  void of_damagedFile_costsAWarning() throws IOException {
    Path file = folder.write(new Chosen("cats", "1", DIGEST, 4, 2, 2, 8, 0));
    Files.writeString(file, Files.readString(file).replace("lanes: 2", "lanes: 0"));
    try (LogLines log = new LogLines(TuningFolder.class)) {
      assertThat(folder.of("cats", DIGEST)).isEmpty();
      assertThat(log.all()).singleElement().asString().startsWith("WARN").contains("at least 1");
    }
  }

  @Test
  void lanes_versionsThatAreThere_theMost() throws IOException {
    Path models = root.resolve("models");
    Files.createDirectories(models.resolve("cats/1"));
    Files.createDirectories(models.resolve("dogs/1"));
    assertThat(folder.lanes(models)).isEmpty();
    folder.write(new Chosen("cats", "1", DIGEST, 4, 1, 4, 8, 0));
    folder.write(new Chosen("dogs", "1", DIGEST, 4, 2, 2, 8, 0));
    folder.write(new Chosen("cats", "2", "cd".repeat(32), 4, 4, 1, 8, 0));
    assertThat(folder.lanes(models)).hasValue(2);
  }
}
