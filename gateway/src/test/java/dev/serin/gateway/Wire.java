package dev.serin.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A bare connection: says exactly what it is told, and hears exactly what comes back. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  Wire(int port) throws IOException {
    this(port, "127.0.0.1");
  }

  /**
   * @param from an address of this machine: all of 127.0.0.0/8 are
   */
  Wire(int port, String from) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
    socket.setSoTimeout(20_000);
  }

  /** Sends {@code text}; a server that has closed already is no error. */
  Wire say(String text) throws IOException {
    try {
      OutputStream out = socket.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    } catch (SocketException e) {
      // What it answered can still be read.
    }
    return this;
  }

  /** All that comes until the server closes. */
  String hearAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Whether something came. */
  boolean isReadable() throws IOException {
    return socket.getInputStream().available() > 0;
  }

  /** Whether the server has closed, seen without waiting: nothing but the end must be there. */
  boolean isClosed() throws IOException {
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } finally {
      socket.setSoTimeout(20_000);
    }
  }

  /** What comes up to and including {@code end}. */
  String hearUntil(String end) throws IOException {
    StringBuilder heard = new StringBuilder();
    while (heard.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new IOException("closed after: " + heard);
      }
      heard.append((char) next);
    }
    return heard.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
