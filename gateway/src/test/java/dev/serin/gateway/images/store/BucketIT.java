package dev.serin.gateway.images.store;

import static dev.serin.gateway.images.store.TestFiles.assertWhole;
import static dev.serin.gateway.images.store.TestFiles.await;
import static dev.serin.gateway.images.store.TestFiles.counted;
import static dev.serin.gateway.images.store.TestFiles.failure;
import static dev.serin.gateway.images.store.TestFiles.image;
import static dev.serin.gateway.images.store.TestFiles.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.BucketConfig;
import dev.serin.gateway.config.ImagesConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.ProblemException;
import dev.serin.gateway.images.ImageStore;
import dev.serin.worker.api.EncodedImage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The store in front of a server that speaks S3, and of servers that do not do what they should.
 */
final class BucketIT {
  private static final int SIZE = 50_000;
  private static final String PREFIX = "images/";

  private final Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private SimpleMeterRegistry registry = new SimpleMeterRegistry();

  BucketIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    await(vertx.close());
  }

  private S3Server server() throws Exception {
    S3Server server = new S3Server(folder.resolve("server"));
    opened.add(server);
    return server;
  }

  private ImageStore store(String data, URI endpoint, String secret) {
    registry = new SimpleMeterRegistry();
    BucketConfig bucket =
        new BucketConfig(
            Optional.of(S3Server.BUCKET),
            Optional.of(endpoint),
            "us-east-1",
            BucketConfig.Addressing.PATH,
            PREFIX,
            Optional.of(new Secret(S3Server.KEY)),
            Optional.of(new Secret(secret)),
            4,
            3,
            Duration.ofSeconds(1));
    ImagesConfig images =
        new ImagesConfig(
            1 << 20,
            Optional.empty(),
            1 << 24,
            1000,
            ImagesConfig.Sync.NONE,
            2,
            100,
            Duration.ofSeconds(5));
    ImageStore store = ImageStores.open(vertx, images, bucket, folder.resolve(data), registry);
    opened.add(0, () -> await(store.close()));
    return store;
  }

  private ImageStore store(String data, S3Server server) {
    return store(data, server.endpoint(), S3Server.SECRET);
  }

  private static void put(ImageStore store, int number) {
    try (EncodedImage image = image(number, SIZE)) {
      await(store.put(image));
    }
  }

  private static String digest(int number) {
    return TestFiles.digest(number, SIZE);
  }

  private static Path object(S3Server server, int number) {
    return server.file(PREFIX + digest(number));
  }

  private List<Path> pending(String data) {
    Path notes = folder.resolve(data).resolve("images").resolve("pending");
    if (!Files.exists(notes)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(notes)) {
      return files.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ProblemCode problem(Throwable failure) {
    assertThat(failure).isInstanceOf(ProblemException.class);
    return ((ProblemException) failure).problem().code();
  }

  @Test
  void put_thenAskedOnAnotherMachine_readFromTheBucketAndKeptThere() throws Exception {
    S3Server server = server();
    ImageStore here = store("here", server);
    for (int i = 0; i < 10; i++) {
      put(here, i);
    }
    until(() -> pending("here").isEmpty());
    assertThat(object(server, 7)).hasBinaryContent(TestFiles.bytes(7, SIZE));
    ImageStore there = store("there", server);
    for (int i = 0; i < 10; i++) {
      assertWhole(await(there.get(digest(i))));
    }
    assertThat(counted(registry, "serin.images.requests", "tier", "bucket", "result", "hit"))
        .isEqualTo(10);
    await(there.close());
    server.stop();
    ImageStore again = store("there", server);
    assertWhole(await(again.get(digest(7))));
    assertThat(pending("there")).as("it came from the bucket").isEmpty();
  }

  @Test
  void get_nowhere_nothing() throws Exception {
    assertThat(await(store("here", server()).get(digest(1)))).isEmpty();
    assertThat(counted(registry, "serin.images.requests", "tier", "bucket", "result", "miss"))
        .isEqualTo(1);
  }

  @Test
  void remove_anImage_goneFromEveryTier() throws Exception {
    S3Server server = server();
    ImageStore store = store("here", server);
    put(store, 1);
    await(store.remove(digest(1)));
    assertThat(await(store.get(digest(1)))).isEmpty();
    until(() -> !Files.exists(object(server, 1)));
    put(store, 1);
    until(() -> Files.exists(object(server, 1)));
    assertWhole(await(store.get(digest(1))));
  }

  @Test
  void get_damagedObject_countedAndNeverServed() throws Exception {
    S3Server server = server();
    ImageStore here = store("here", server);
    put(here, 1);
    until(() -> pending("here").isEmpty());
    byte[] bytes = Files.readAllBytes(object(server, 1));
    bytes[SIZE / 2] ^= 1;
    Files.write(object(server, 1), bytes);
    ImageStore there = store("there", server);
    assertThat(await(there.get(digest(1)))).isEmpty();
    assertThat(counted(registry, "serin.images.damaged", "tier", "bucket")).isEqualTo(1);
  }

  @Test
  void get_damagedFile_theBucketHasAWholeOne() throws Exception {
    S3Server server = server();
    ImageStore first = store("here", server);
    put(first, 1);
    until(() -> pending("here").isEmpty());
    await(first.close());
    Path file = folder.resolve("here/images").resolve(digest(1).substring(0, 2)).resolve(digest(1));
    Files.write(file, new byte[SIZE]);
    ImageStore second = store("here", server);
    assertWhole(await(second.get(digest(1))));
    until(
        () -> Files.exists(file) && counted(registry, "serin.images.damaged", "tier", "disk") == 1);
  }

  @Test
  void put_whileTheBucketIsDown_uploadedOnceItIsBackEvenAfterARestart() throws Exception {
    S3Server server = server();
    server.stop();
    ImageStore first = store("here", server);
    for (int i = 0; i < 10; i++) {
      put(first, i);
    }
    assertWhole(await(first.get(digest(3))));
    until(() -> counted(registry, "serin.images.failed", "tier", "bucket", "op", "put") > 0);
    await(first.close());
    assertThat(pending("here")).hasSize(10);
    ImageStore second = store("here", server);
    put(second, 10);
    server.restart();
    until(() -> pending("here").isEmpty());
    for (int i = 0; i <= 10; i++) {
      assertThat(object(server, i)).hasBinaryContent(TestFiles.bytes(i, SIZE));
    }
  }

  @Test
  void get_bucketDown_failsAtOnceAfterAFew() throws Exception {
    S3Server server = server();
    server.stop();
    ImageStore store = store("here", server);
    for (int i = 0; i < 5; i++) {
      assertThat(problem(failure(store.get(digest(i))))).isEqualTo(ProblemCode.STORAGE_DOWN);
    }
    double tried = counted(registry, "serin.images.failed", "tier", "bucket", "op", "get");
    assertThat(tried).isEqualTo(5);
    assertThat(registry.get("serin.images.failing").tag("tier", "bucket").gauge().value()).isOne();
    assertThat(problem(failure(store.get(digest(9))))).isEqualTo(ProblemCode.STORAGE_DOWN);
    put(store, 1);
    assertWhole(await(store.get(digest(1))));
  }

  @Test
  void putAndGet_wrongSecret_pendingAndRefusedButServedFromHere() throws Exception {
    S3Server server = server();
    ImageStore store = store("here", server.endpoint(), "wrong");
    put(store, 1);
    assertWhole(await(store.get(digest(1))));
    until(() -> counted(registry, "serin.images.failed", "tier", "bucket", "op", "put") > 0);
    assertThat(problem(failure(store.get(digest(2))))).isEqualTo(ProblemCode.STORAGE_DOWN);
    assertThat(pending("here")).hasSize(1);
    assertThat(object(server, 1)).doesNotExist();
  }

  @Test
  void putAndGet_serverThatSaysNothing_nobodyWaitsLongerThanTheTimeout() throws Exception {
    try (Mute mute = new Mute("")) {
      ImageStore store = store("here", mute.endpoint(), S3Server.SECRET);
      for (int i = 0; i < 10; i++) {
        put(store, i);
      }
      assertWhole(await(store.get(digest(3))));
      long start = System.nanoTime();
      assertThat(problem(failure(store.get(digest(99))))).isEqualTo(ProblemCode.STORAGE_DOWN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
      assertThat(pending("here")).hasSize(10);
    }
  }

  @Test
  void get_serverThatTrickles_givenUp() throws Exception {
    try (Mute trickle = new Mute("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")) {
      ImageStore store = store("here", trickle.endpoint(), S3Server.SECRET);
      assertThat(problem(failure(store.get(digest(1))))).isEqualTo(ProblemCode.STORAGE_DOWN);
    }
  }

  /** Accepts connections, sends a beginning, then a byte now and then if there was one. */
  private static final class Mute implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> sockets = new ArrayList<>();
    private final String beginning;

    Mute(String beginning) throws IOException {
      this.beginning = beginning;
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::accept, "mute");
      thread.setDaemon(true);
      thread.start();
    }

    URI endpoint() {
      return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
      try {
        while (true) {
          Socket socket = server.accept();
          synchronized (sockets) {
            sockets.add(socket);
          }
          if (!beginning.isEmpty()) {
            Thread thread = new Thread(() -> trickle(socket), "trickle");
            thread.setDaemon(true);
            thread.start();
          }
        }
      } catch (IOException e) {
        // Closed: the test is over.
      }
    }

    private void trickle(Socket socket) {
      try {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        assertThat(in.read()).isPositive();
        out.write(beginning.getBytes(StandardCharsets.US_ASCII));
        while (true) {
          out.write('x');
          out.flush();
          java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      synchronized (sockets) {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }
}
