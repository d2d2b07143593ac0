package dev.serin.gateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./serin serve} in a process of its own, on a free port, until closed.
 *
 * @param address of the public port
 * @param readySeconds from the start of the process to its line {@code ready}
 */
record ServerProcess(Process process, String address, double readySeconds)
    implements AutoCloseable {

  static ServerProcess start(Path models) throws IOException {
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                System.getProperty("bench.launcher", "../serin"),
                "serve",
                "--set",
                "http.port=0",
                "--set",
                "management.port=0",
                "--set",
                "models.directory=" + models)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("ready ")) {
        return new ServerProcess(process, line.split(" ")[1], (System.nanoTime() - start) / 1e9);
      }
    }
    throw new IOException("the server did not start");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
