package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Runs a {@link FeedbackWriter} in a process of its own, and kills it. */
final class KilledWriter {
  private KilledWriter() {}

  /**
   * Starts it in {@code folder}, and gives back what it said was acknowledged.
   *
   * @param count acknowledged words after which the end comes
   * @param delayNs from the last of them to the end
   */
  static Set<String> run(Path folder, String prefix, List<String> address, int count, int delayNs)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                FeedbackWriter.class.getName(),
                folder.toString(),
                prefix));
    command.addAll(address);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectError(folder.resolve("err-" + prefix).toFile()).start();
    Set<String> ids = new HashSet<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      read(out, count, ids);
      assertThat(ids).as("the process ended by itself").hasSize(count);
      long end = System.nanoTime() + delayNs;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      read(out, Integer.MAX_VALUE, ids);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return ids;
  }

  /** Reads whole lines that say an id; the last one may be torn. */
  private static void read(BufferedReader out, int count, Set<String> ids) {
    try {
      StringBuilder line = new StringBuilder();
      while (ids.size() < count) {
        int c = out.read();
        if (c < 0) {
          return;
        }
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        if (line.toString().matches("k\\d+-\\d+")) {
          ids.add(line.toString());
        }
        line.setLength(0);
      }
    } catch (IOException e) {
      // The stream of a process that was killed may close while it is read.
    }
  }
}
