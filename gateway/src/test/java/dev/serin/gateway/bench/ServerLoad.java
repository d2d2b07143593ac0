package dev.serin.gateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Posts images over plain sockets: an HTTP client would take more of the two cores than the
 * server's own HTTP does.
 */
final class ServerLoad {
  /** More than are ever under way at half load. */
  private static final int OPEN_CONNECTIONS = 16;

  private final URI address;
  private final String path;
  private final AtomicLong serial = new AtomicLong(System.nanoTime());

  ServerLoad(String address, String model) {
    this.address = URI.create(address);
    this.path = "/v1/models/" + model + "/classify";
  }

  /** What {@link #pace} says, of a server whose CPU time does not count. */
  double imagesPerSecond(List<byte[]> photos, int connections, double seconds) throws Exception {
    return pace(photos, connections, seconds, () -> 0).perSecond();
  }

  /** CPU time that the server has taken, in milliseconds. */
  interface Cpu {
    double millis() throws IOException;
  }

  /** Keeps {@code connections} requests under way for {@code seconds}; fails unless all are 200. */
  Pace pace(List<byte[]> photos, int connections, double seconds, Cpu cpu) throws Exception {
    ConcurrentHistogram micros = new ConcurrentHistogram(3);
    double before = cpu.millis();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    Threads.run(
        connections,
        thread -> {
          try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = thread; System.nanoTime() < end; i += connections) {
              long begin = System.nanoTime();
              post(socket.getOutputStream(), photos.get(i % photos.size()));
              readAnswer(new DataInputStream(in));
              micros.recordValue((System.nanoTime() - begin) / 1_000);
            }
          }
        });
    return Pace.of(micros, System.nanoTime() - start, cpu.millis() - before);
  }

  /**
   * Posts {@code perSecond} images a second at times drawn beforehand, whether or not the ones
   * before are answered, and fails unless all are 200. Times count from when an image was due, so
   * that a late one does not look fast.
   *
   * @param seed of the times between images, which are exponential: the same for turns that are
   *     compared
   * @return milliseconds from due to answered, in order of size
   */
  double[] millisAtRate(List<byte[]> photos, double perSecond, double seconds, long seed)
      throws Exception {
    double[] due = dueSeconds(perSecond, seconds, seed);
    double[] millis = new double[due.length];
    AtomicInteger next = new AtomicInteger();
    long start = System.nanoTime();
    Threads.run(
        OPEN_CONNECTIONS,
        thread -> {
          try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = next.getAndIncrement(); i < due.length; i = next.getAndIncrement()) {
              long at = start + (long) (due[i] * 1e9);
              for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
                LockSupport.parkNanos(left);
              }
              post(socket.getOutputStream(), photos.get(i % photos.size()));
              readAnswer(new DataInputStream(in));
              millis[i] = (System.nanoTime() - at) / 1e6;
            }
          }
        });
    Arrays.sort(millis);
    return millis;
  }

  private static double[] dueSeconds(double perSecond, double seconds, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] due = new double[(int) Math.ceil(perSecond * seconds)];
    double at = 0;
    for (int i = 0; i < due.length; i++) {
      at += -Math.log(1 - random.nextDouble()) / perSecond;
      due[i] = at;
    }
    return due;
  }

  private void post(OutputStream out, byte[] photo) throws IOException {
    byte[] unique = Long.toHexString(serial.incrementAndGet()).getBytes(US_ASCII);
    String head =
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, address.getAuthority(), photo.length + unique.length);
    out.write(head.getBytes(US_ASCII));
    out.write(photo);
    out.write(unique);
    out.flush();
  }

  private static void readAnswer(DataInputStream in) throws IOException {
    String status = line(in);
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    byte[] body = in.readNBytes(length);
    if (!status.startsWith("HTTP/1.1 200 ")) {
      throw new IOException(status + ": " + new String(body, US_ASCII));
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
