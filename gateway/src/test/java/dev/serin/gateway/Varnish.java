package dev.serin.gateway;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's Varnish in front of a gateway, with the VCL that the documentation shows. */
final class Varnish implements AutoCloseable {
  private static final Path VCL = Path.of("docs", "varnish.vcl");

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final int port;

  /**
   * Skips the test where there is no Varnish.
   *
   * @param folder for its files
   * @param backendPort of the gateway, on loopback
   */
  Varnish(Path folder, int backendPort) throws IOException {
    this(folder, freePort(), backendPort);
  }

  /** The same on {@code port}, for a gateway that must know it before it starts. */
  Varnish(Path folder, int port, int backendPort) throws IOException {
    this.port = port;
    String program = require();
    Path vcl = folder.resolve("serin.vcl");
    Files.writeString(
        vcl, Files.readString(VCL).replace("\"8080\"", '"' + Integer.toString(backendPort) + '"'));
    process =
        new ProcessBuilder(
                program,
                "-F",
                // The default jail works in folders that everybody may enter only.
                "-j",
                "none",
                "-n",
                folder.resolve("work").toString(),
                "-a",
                "127.0.0.1:" + port,
                "-f",
                vcl.toString(),
                "-s",
                "malloc,32m")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("varnish.log").toFile())
            .start();
    awaitStart(folder);
  }

  private void awaitStart(Path folder) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!listens()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        close();
        throw new AssertionError(
            "Varnish did not start:\n" + Files.readString(folder.resolve("varnish.log")));
      }
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Two numbers in X-Varnish: of this request, and of the one that brought the answer. */
  static boolean isHit(HttpResponse<String> response) {
    return response.headers().firstValue("X-Varnish").orElse("").contains(" ");
  }

  /** A program on the path or in one of {@code folders}; skips the test where it is in none. */
  static String find(String name, String debian, String... folders) {
    String path = System.getenv().getOrDefault("PATH", "");
    Optional<String> found =
        Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of(folders))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst();
    assumeTrue(found.isPresent(), "skipped: no " + name + " here (Debian package " + debian + ")");
    return found.orElseThrow();
  }

  /** The program; skips the test where there is none. */
  static String require() {
    return find("varnishd", "varnish", "/usr/sbin");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
