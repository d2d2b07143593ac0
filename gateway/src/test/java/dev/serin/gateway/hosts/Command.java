package dev.serin.gateway.hosts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Short programs of the system. */
final class Command {
  private Command() {}

  /** What {@code words} write; words are set apart by one blank. */
  static String run(String words) throws IOException, InterruptedException {
    return run(List.of(words.split(" ")), "");
  }

  /**
   * What it writes.
   *
   * @param input is given to it
   * @throws IOException where it fails, with what it said
   */
  static String run(List<String> command, String input) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  /** Runs it, whether it fails or not. */
  static void attempt(String words) throws InterruptedException {
    try {
      run(words);
    } catch (IOException e) {
      // What is not there need not be removed.
    }
  }
}
