package dev.serin.gateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./serin serve} in a process of its own, on a free port, until closed. It runs on the JDK
 * that runs the benchmark.
 *
 * @param address of the public port
 * @param management address of the other one
 * @param readySeconds from the start of the process to its line {@code ready}
 */
record ServerProcess(Process process, String address, String management, double readySeconds)
    implements AutoCloseable {

  static ServerProcess start(Path models) throws IOException {
    return start(models, List.of(), "");
  }

  /**
   * @param settings as {@code key=value}
   */
  static ServerProcess start(Path models, List<String> settings) throws IOException {
    return start(models, settings, "");
  }

  /**
   * @param settings as {@code key=value}
   * @param jvm options, blanks between them
   */
  static ServerProcess start(Path models, List<String> settings, String jvm) throws IOException {
    List<String> all = new ArrayList<>(List.of("http.port=0"));
    all.addAll(settings);
    return start(List.of("../serin", "serve"), models, all, jvm);
  }

  /**
   * {@code ./serin worker}, which has no address.
   *
   * @param core that it is kept on; on any where empty
   */
  static ServerProcess worker(Path models, List<String> settings, OptionalInt core)
      throws IOException {
    List<String> command = new ArrayList<>();
    core.ifPresent(number -> command.addAll(List.of("taskset", "-c", Integer.toString(number))));
    command.addAll(List.of("../serin", "worker"));
    return start(command, models, settings, "");
  }

  private static ServerProcess start(
      List<String> launcher, Path models, List<String> settings, String jvm) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    List<String> all = new ArrayList<>();
    all.add("management.port=0");
    all.add("models.directory=" + models);
    all.addAll(settings);
    all.forEach(setting -> command.addAll(List.of("--set", setting)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Path java = Path.of(System.getProperty("java.home"), "bin");
    builder.environment().merge("PATH", java.toString(), (path, first) -> first + ":" + path);
    builder.environment().put("SERIN_JAVA_OPTS", jvm);
    long start = System.nanoTime();
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        double seconds = (System.nanoTime() - start) / 1e9;
        String[] words = line.split(" ");
        return new ServerProcess(process, words[1], words[words.length - 1], seconds);
      }
    }
    throw new IOException("the server did not start");
  }

  /** CPU time that the process has taken, in milliseconds. */
  double cpuMillis() throws IOException {
    return ProcessStatus.cpuMillis(process.pid());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
