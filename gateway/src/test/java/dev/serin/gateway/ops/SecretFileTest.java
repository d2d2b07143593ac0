package dev.serin.gateway.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
  private final Path file;

  SecretFileTest(@TempDir Path folder) {
    file = folder.resolve("new").resolve("prediction.key");
  }

  @Test
  void readOrMake_twice_isTheSameAndNobodyElsesToRead() throws Exception {
    String made = SecretFile.readOrMake(file, new SecureRandom()).reveal();
    assertThat(made).matches("[0-9a-f]{64}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(SecretFile.readOrMake(file, new SecureRandom()).reveal()).isEqualTo(made);
  }

  @Test
  void readOrMake_empty_saysWhatToDo() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, " \n");
    assertThatThrownBy(() -> SecretFile.readOrMake(file, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file + " is empty: remove it");
  }
}
