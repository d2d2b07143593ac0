package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloaderIT {
  private static final byte[] BODY = "a data set".getBytes(StandardCharsets.UTF_8);
  private static final String DIGEST = Digests.of(BODY);

  private Path folder;
  private HttpServer server;
  private String base;

  @BeforeEach
  void start(@TempDir Path temp) throws IOException {
    folder = temp;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/set/file.gz");
          exchange.sendResponseHeaders(known ? 200 : 404, known ? BODY.length : -1);
          if (known) {
            exchange.getResponseBody().write(BODY);
          }
          exchange.close();
        });
    server.createContext(
        "/moved/file.gz",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/set/file.gz");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.createContext(
        "/short/file.gz",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length + 5);
          exchange.getResponseBody().write(BODY);
          exchange.close();
        });
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void fetch_rightDigest_keepsTheFile() throws IOException {
    new Downloader().fetch(base + "/set/", pinned(DIGEST), folder.resolve("new"));

    assertThat(folder.resolve("new/file.gz")).hasBinaryContent(BODY);
    assertOnlyFiles(folder.resolve("new"), 1);
  }

  @Test
  void fetch_addressWithoutSlash_isCompleted() {
    new Downloader().fetch(base + "/set", pinned(DIGEST), folder);

    assertThat(folder.resolve("file.gz")).exists();
  }

  @Test
  void fetch_redirect_isFollowed() {
    new Downloader().fetch(base + "/moved", pinned(DIGEST), folder);

    assertThat(folder.resolve("file.gz")).hasBinaryContent(BODY);
  }

  @Test
  void fetch_otherDigest_keepsNothingAndNamesBoth() throws IOException {
    String wanted = "0".repeat(64);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Downloader().fetch(base + "/set", pinned(wanted), folder))
        .withMessageContaining(wanted)
        .withMessageContaining(DIGEST)
        .withMessageContaining("/set/file.gz");
    assertOnlyFiles(folder, 0);
  }

  @Test
  void fetch_notFound_saysSo() throws IOException {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Downloader().fetch(base + "/elsewhere", pinned(DIGEST), folder))
        .withMessageContaining("/elsewhere/file.gz answered 404");
    assertOnlyFiles(folder, 0);
  }

  @Test
  void fetch_connectionLostHalfway_keepsNothing() throws IOException {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Downloader().fetch(base + "/short", pinned(DIGEST), folder))
        .withMessageContaining("cannot download");
    assertOnlyFiles(folder, 0);
  }

  @Test
  void fetch_nobodyThere_saysSo() {
    server.stop(0);

    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Downloader().fetch(base, pinned(DIGEST), folder))
        .withMessageContaining("cannot download " + base);
  }

  @Test
  void fetch_otherScheme_isRefused() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Downloader().fetch("file:///etc/", pinned(DIGEST), folder))
        .withMessageContaining("must start with http:// or https://");
  }

  @Test
  void load_noFolderHasTheFiles_downloadsThemOnce() throws IOException {
    Path served = folder.resolve("served");
    SyntheticData.write(served, "train", SyntheticData.images(20, 1));
    SyntheticData.write(served, "test", SyntheticData.images(10, 2));
    server.createContext(
        "/synthetic/",
        exchange -> {
          String name = exchange.getRequestURI().getPath().substring("/synthetic/".length());
          byte[] body = Files.readAllBytes(served.resolve(name));
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    IdxConfig config = IdxConfigs.of(served, folder.resolve("target"), base + "/synthetic/");
    IdxLoader loader = new IdxLoader(new Downloader(), new IdxReader());

    DataSet first = loader.load(config);
    server.removeContext("/synthetic/");
    DataSet second = loader.load(config);

    assertThat(first.train().size() + first.validation().size()).isEqualTo(20);
    assertThat(first.source()).startsWith("downloaded");
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  private static PinnedFile pinned(String digest) {
    return new PinnedFile("file.gz", digest);
  }

  private static void assertOnlyFiles(Path folder, int count) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(count);
    }
  }
}
