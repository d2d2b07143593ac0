package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Debian's Varnish on a free port, in front of a gateway, with the VCL of the documentation. */
final class Varnish implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/varnishd");

  private final int port;
  private final Process process;

  /**
   * @param folder for what it writes
   * @param port where it listens
   * @param backend port of the gateway
   */
  Varnish(Path folder, int port, int backend) throws IOException {
    this.port = port;
    String vcl = Files.readString(Path.of("docs", "varnish.vcl"));
    Path file = folder.resolve("serin.vcl");
    Files.writeString(file, vcl.replace("\"8080\"", '"' + Integer.toString(backend) + '"'));
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-F",
                "-j",
                "none",
                "-n",
                folder.resolve("varnish").toString(),
                "-s",
                "malloc,32m",
                "-a",
                "127.0.0.1:" + port,
                "-f",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("varnish.log").toFile())
            .start();
    await(() -> !process.isAlive() || isListening());
    if (!process.isAlive()) {
      throw new IOException(Files.readString(folder.resolve("varnish.log")));
    }
  }

  /** Skips the test where there is none. */
  static void require() {
    assumeThat(PROGRAM).as("install Debian's varnish to test with it").isExecutable();
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** As {@link TestGateway#await}, a minute at most: Varnish compiles its VCL with gcc. */
  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private boolean isListening() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
