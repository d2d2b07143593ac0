package dev.serin.worker.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Data too large to commit, in a folder {@code shared} beside the repository or named by the system
 * property {@code serin.shared}. Tests that need it are skipped where it is missing.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * @param path within the folder, such as {@code data/models}
   */
  public static Path require(String path) {
    Path shared = Path.of(System.getProperty("serin.shared", "../../shared")).toAbsolutePath();
    Path wanted = shared.resolve(path).normalize();
    assumeThat(wanted)
        .as("shared data; see the system property serin.shared")
        .matches(Files::exists);
    return wanted;
  }
}
