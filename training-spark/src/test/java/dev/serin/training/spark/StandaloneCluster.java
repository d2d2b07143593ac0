package dev.serin.training.spark;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Spark's own master and one worker with two cores, a process each, with the jars of this build.
 */
final class StandaloneCluster implements AutoCloseable {
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  StandaloneCluster(int port) throws IOException {
    this(port, true);
  }

  static StandaloneCluster withoutWorker(int port) throws IOException {
    return new StandaloneCluster(port, false);
  }

  private StandaloneCluster(int port, boolean worker) throws IOException {
    this.port = port;
    start("master.Master", "--host", "127.0.0.1", "--port", "" + port, "--webui-port", "0");
    awaitMaster();
    if (worker) {
      start(
          "worker.Worker",
          "--host",
          "127.0.0.1",
          "--cores",
          "2",
          "--memory",
          "2g",
          "--webui-port",
          "0",
          master());
    }
  }

  String master() {
    return "spark://127.0.0.1:" + port;
  }

  private void start(String part, String... arguments) throws IOException {
    String home = System.getenv("SPARK_HOME");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                home + "/jars/*",
                "org.apache.spark.deploy." + part));
    command.addAll(List.of(arguments));
    File log = new File(home, part + ".log");
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log))
            .start());
  }

  private void awaitMaster() throws IOException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        if (System.nanoTime() > end || !processes.get(0).isAlive()) {
          close();
          throw e;
        }
        LockSupport.parkNanos(20_000_000L);
      }
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
