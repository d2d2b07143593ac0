package dev.serin.gateway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Debian's nginx with two workers, which serves the files of a folder on the loopback. */
record Nginx(Process process, int port) implements AutoCloseable {
  private static final String CONFIG =
      """
      worker_processes 2;
      pid %1$s/nginx.pid;
      error_log %1$s/error.log;
      events { worker_connections 1024; }
      http {
        access_log off;
        sendfile on;
        tcp_nopush on;
        keepalive_requests 1000000000;
        open_file_cache max=100;
        client_body_temp_path %1$s/body;
        proxy_temp_path %1$s/proxy;
        fastcgi_temp_path %1$s/fastcgi;
        uwsgi_temp_path %1$s/uwsgi;
        scgi_temp_path %1$s/scgi;
        types { application/json json; image/jpeg jpeg; }
        server {
          listen 127.0.0.1:%2$d;
          root %1$s;
          etag on;
          add_header Cache-Control "public, max-age=31536000, immutable";
        }
      }
      """;

  static Nginx start(Path folder) throws IOException {
    // The workers run as another user where this is root.
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    int port = freePort();
    Path config = Files.writeString(folder.resolve("nginx.conf"), CONFIG.formatted(folder, port));
    Process process =
        new ProcessBuilder("nginx", "-c", config.toString(), "-g", "daemon off;")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroy();
        throw new IOException("nginx: " + Files.readString(folder.resolve("nginx.out")));
      }
      LockSupport.parkNanos(10_000_000);
    }
    return new Nginx(process, port);
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  String url(String file) {
    return "http://127.0.0.1:" + port + "/" + file;
  }

  /** CPU time of all workers, in milliseconds. */
  double cpuMillis() throws IOException {
    double sum = 0;
    for (ProcessHandle worker : process.descendants().toList()) {
      sum += ProcessStatus.cpuMillis(worker.pid());
    }
    return sum;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
