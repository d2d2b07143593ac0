package dev.serin.gateway.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Posts images at the moments of a Poisson process, whatever the server does: one thread and
 * non-blocking sockets, because it shares the cores with the server. Connections are kept as long
 * as the server keeps them. Times count from the moment at which a request was due.
 */
final class OpenLoad {
  /** More are not opened: who finds none free waits, and that counts in its time. */
  private static final int CONNECTIONS_MAX = 512;

  private static final long DRAIN_NANOS = 10_000_000_000L;

  /** One answer. */
  record Answer(int status, double dueSeconds, double millis) {}

  private final InetSocketAddress address;
  private final String head;
  private final List<ByteBuffer> photos;
  private final Deque<Connection> free = new ArrayDeque<>();
  private final Deque<Long> waiting = new ArrayDeque<>();
  private final List<Answer> answers = new ArrayList<>();
  private final ByteBuffer heard = ByteBuffer.allocateDirect(64 * 1024);
  private long serial = System.nanoTime();
  private long start;
  private int open;
  private int busy;
  private int next;

  /**
   * @param timeoutMs what each request asks for as {@code Serin-Timeout-Ms}
   */
  OpenLoad(String url, String model, int timeoutMs, List<byte[]> photos) {
    URI uri = URI.create(url);
    address = new InetSocketAddress(uri.getHost(), uri.getPort());
    head =
        "POST /v1/models/%s/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nSerin-Timeout-Ms: %d\r\nContent-Length: "
            .formatted(model, timeoutMs);
    this.photos = photos.stream().map(OpenLoad::direct).toList();
  }

  /** Every answer to {@code perSecond} requests a second over {@code seconds}. */
  List<Answer> run(double perSecond, double seconds, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    answers.clear();
    try (Selector selector = Selector.open()) {
      start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      long due = start;
      while (due < end || (busy + waiting.size() > 0 && System.nanoTime() < end + DRAIN_NANOS)) {
        long now = System.nanoTime();
        for (; due < end && due <= now; due += gap(random, perSecond)) {
          waiting.add(due);
        }
        send(selector);
        long millis = due < end ? Math.max(0, (due - now) / 1_000_000) : 10;
        if (millis > 0) {
          selector.select(millis);
        } else {
          selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          ((Connection) key.attachment()).ready();
        }
        selector.selectedKeys().clear();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    }
    free.clear();
    open = 0;
    busy = 0;
    return List.copyOf(answers);
  }

  private static long gap(SplittableRandom random, double perSecond) {
    return (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
  }

  private void send(Selector selector) throws IOException {
    while (!waiting.isEmpty()) {
      Connection connection = free.poll();
      if (connection == null) {
        if (open == CONNECTIONS_MAX) {
          return;
        }
        connection = new Connection(selector);
      }
      connection.post(waiting.remove());
    }
  }

  private static ByteBuffer direct(byte[] photo) {
    return ByteBuffer.allocateDirect(photo.length).put(photo).flip();
  }

  private final class Connection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private ByteBuffer[] request = {};
    private final StringBuilder answer = new StringBuilder();
    private int left = -1;
    private long due;

    Connection(Selector selector) throws IOException {
      channel = SocketChannel.open(address);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ, this);
      open++;
    }

    void post(long dueAt) {
      due = dueAt;
      busy++;
      ByteBuffer photo = photos.get(next++ % photos.size()).duplicate();
      byte[] unique = Long.toHexString(serial++).getBytes(US_ASCII);
      String full = head + (photo.remaining() + unique.length) + "\r\n\r\n";
      request =
          new ByteBuffer[] {
            ByteBuffer.wrap(full.getBytes(US_ASCII)), photo, ByteBuffer.wrap(unique)
          };
      left = -1;
      answer.setLength(0);
      ready();
    }

    void ready() {
      try {
        if (request[2].hasRemaining()) {
          channel.write(request);
          key.interestOps(
              SelectionKey.OP_READ | (request[2].hasRemaining() ? SelectionKey.OP_WRITE : 0));
        }
        read();
      } catch (IOException e) {
        close();
      }
    }

    private void read() throws IOException {
      heard.clear();
      int count = channel.read(heard);
      if (count < 0) {
        close();
      } else if (count > 0) {
        heard.flip();
        if (left < 0) {
          headers();
        } else {
          left -= count;
        }
        if (left == 0) {
          answered();
        }
      }
    }

    private void headers() {
      answer.append(US_ASCII.decode(heard));
      int end = answer.indexOf("\r\n\r\n");
      if (end >= 0) {
        String lower = answer.substring(0, end + 2).toLowerCase(java.util.Locale.ROOT);
        int at = lower.indexOf("content-length: ") + 16;
        left = Integer.parseInt(lower.substring(at, lower.indexOf('\r', at)));
        left -= answer.length() - end - 4;
      }
    }

    private void answered() throws IOException {
      int status = Integer.parseInt(answer.substring(9, 12));
      answers.add(new Answer(status, (due - start) / 1e9, (System.nanoTime() - due) / 1e6));
      left = -1;
      busy--;
      boolean ends = answer.indexOf("connection: close") > 0;
      if (request[2].hasRemaining() || ends) {
        // Not to be used again: the rest of the body is not sent any more.
        channel.close();
        open--;
      } else {
        free.add(this);
      }
    }

    /** The server closed: while it owed an answer, that is a failure. */
    private void close() {
      if (free.remove(this)) {
        open--;
      } else if (channel.isOpen()) {
        answers.add(new Answer(0, (due - start) / 1e9, (System.nanoTime() - due) / 1e6));
        busy--;
        open--;
      }
      try {
        channel.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
