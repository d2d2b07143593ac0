package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MigrationTest {
  /** Else a start takes an old journal for a current one. */
  @Test
  void newest_isThatOfTheFiles() throws IOException, URISyntaxException {
    Path folder =
        Path.of(
            Objects.requireNonNull(Migration.class.getResource("/db/migration/V1__journal.sql"))
                .toURI());
    try (Stream<Path> files = Files.list(folder.resolveSibling("."))) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.startsWith("V"))
                  .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                  .max())
          .hasValue(Integer.parseInt(Migration.NEWEST));
    }
  }
}
