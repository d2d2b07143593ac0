package dev.serin.gateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/** One connection on which several requests are under way at a time; images are unique. */
final class Pipelined implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;
  private final String host;
  private final String path;
  private final byte[] image;
  private final AtomicLong serial;

  Pipelined(String address, String model, byte[] image, AtomicLong serial) throws IOException {
    URI uri = URI.create(address);
    this.host = uri.getAuthority();
    this.path = "/v1/models/" + model + "/classify";
    this.image = image;
    this.serial = serial;
    socket = new Socket(uri.getHost(), uri.getPort());
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  /**
   * Sends {@code count} images and reads as many answers.
   *
   * @return how many were 200
   */
  int send(int count, String... headers) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      byte[] unique = Long.toHexString(serial.incrementAndGet()).getBytes(US_ASCII);
      StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: " + host);
      head.append("\r\nContent-Type: image/png\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(image.length + unique.length).append("\r\n\r\n");
      out.write(head.toString().getBytes(US_ASCII));
      out.write(image);
      out.write(unique);
    }
    out.writeTo(socket.getOutputStream());
    int ok = 0;
    for (int i = 0; i < count; i++) {
      ok += readStatus() == 200 ? 1 : 0;
    }
    return ok;
  }

  private int readStatus() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private String line() throws IOException {
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

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
