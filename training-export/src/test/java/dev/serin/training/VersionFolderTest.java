package dev.serin.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionFolderTest {
  private final Path models;

  VersionFolderTest(@TempDir Path models) {
    this.models = models;
  }

  @Test
  void write_content_appearsUnderItsName() throws IOException {
    Path target = models.resolve("m/1");

    new VersionFolder(target).write(f -> Files.writeString(f.resolve("a"), "x"));

    assertThat(target.resolve("a")).hasContent("x");
    assertThat(models.resolve("m").toFile().list()).containsExactly("1");
  }

  @Test
  void write_contentFails_leavesNoTrace() {
    Path target = models.resolve("m/1");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                new VersionFolder(target)
                    .write(
                        f -> {
                          Files.writeString(f.resolve("a"), "x");
                          throw new IOException("disk full");
                        }));

    assertThat(models.resolve("m").toFile().list()).isEmpty();
  }

  @Test
  void write_contentFailsOverAnEarlierVersion_leavesThatOne() throws IOException {
    Path target = models.resolve("m/1");
    new VersionFolder(target).write(f -> Files.writeString(f.resolve("a"), "old"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                new VersionFolder(target)
                    .write(
                        f -> {
                          throw new IOException("disk full");
                        }));

    assertThat(target.resolve("a")).hasContent("old");
  }

  @Test
  void write_overAnEarlierVersion_replacesItWhole() throws IOException {
    Path target = models.resolve("m/1");
    new VersionFolder(target).write(f -> Files.writeString(f.resolve("a"), "old"));

    new VersionFolder(target).write(f -> Files.writeString(f.resolve("b"), "new"));

    assertThat(target.toFile().list()).containsExactly("b");
    assertThat(models.resolve("m").toFile().list()).containsExactly("1");
  }
}
