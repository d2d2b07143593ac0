package dev.serin.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serin.worker.image.InputSpec;
import dev.serin.worker.image.OpenCv;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Photos over HTTP, and out of a bucket: a server that answers what the SDK asks here. */
class PhotoSourcesIT {
  private static final int PAGE = 50;

  @TempDir private Path temp;
  private final Map<String, byte[]> objects = Collections.synchronizedMap(new TreeMap<>());
  private final List<String> gets = Collections.synchronizedList(new ArrayList<>());
  private final List<String> told = new ArrayList<>();
  private HttpServer server;
  private String base;

  @BeforeAll
  static void loadOpenCv() {
    OpenCv.load();
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/photos", this::answer);
    server.start();
    base = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void load_zipOverHttp_isFetchedOnceAndPinned() throws IOException {
    byte[] zip =
        Files.readAllBytes(
            TestPhotos.zip(temp.resolve("x.zip"), TestPhotos.named("", 40, 1, "a", "b")));
    objects.put("set.zip", zip);

    try (PhotoData first = load(base + "/photos/set.zip", Digests.of(zip));
        PhotoData second = load(base + "/photos/set.zip", Digests.of(zip))) {
      assertThat(first.manifest().totals().photos()).isEqualTo(80);
      assertThat(second.digest()).isEqualTo(first.digest());
    }
    assertThat(gets).containsExactly("set.zip");
    refused(base + "/photos/set.zip", "0".repeat(64), "is not the file that photos.sha256 pins");
    objects.put("other.zip", zip);
    refused(base + "/photos/other.zip", "0".repeat(64), "is not the file that was asked for");
  }

  @Test
  void load_folderInBucket_copiesPagesAndOnlyWhatIsNew() throws IOException {
    objects.putAll(TestPhotos.named("sets/one/", 40, 2, "a", "b"));
    objects.put("sets/one/notes.txt", new byte[3]);
    objects.putAll(TestPhotos.named("sets/other/", 5, 3, "a", "c"));

    try (PhotoData data = load("s3://photos/sets/one", null)) {
      assertThat(data.labels()).containsExactly("a", "b");
      assertThat(data.manifest().totals().photos()).isEqualTo(80);
      assertThat(data.manifest().totals().ignored()).isEqualTo(1);
      assertThat(data.train().digest(0))
          .isEqualTo(Digests.of(Objects.requireNonNull(objects.get(key(data)))));
    }
    assertThat(gets).hasSize(80);
    objects.remove("sets/one/a/0.png");
    objects.put("sets/one/a/new.png", TestPhotos.png(77));
    try (PhotoData data = load("s3://photos/sets/one", null)) {
      assertThat(data.manifest().photos())
          .extracting(DataManifest.Item::name)
          .hasSize(80)
          .contains("a/new.png")
          .doesNotContain("a/0.png");
    }
    assertThat(gets).hasSize(81);
  }

  @Test
  void load_zipInBucket_isRead() throws IOException {
    objects.put(
        "deep/set.zip",
        Files.readAllBytes(
            TestPhotos.zip(temp.resolve("x.zip"), TestPhotos.named("", 40, 4, "a", "b"))));

    try (PhotoData data = load("s3://photos/deep/set.zip", null)) {
      assertThat(data.manifest().totals().photos()).isEqualTo(80);
    }
    refused("s3://photos/deep/set.zip", "0".repeat(64), "is not the file that photos.sha256 pins");
    refused("s3://photos/none.zip", null, "cannot get s3://photos/none.zip");
  }

  @Test
  void load_keyThatLeadsOut_isNotCopied() {
    objects.put("sets/../../out.png", TestPhotos.png(1));

    refused("s3://photos/sets", null, "there are no photos in s3://photos/sets");
    assertThat(temp.resolve("out.png")).doesNotExist();
    assertThat(gets).isEmpty();
  }

  private static String key(PhotoData data) {
    return "sets/one/" + data.train().name(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestURI().getPath().replaceFirst("^/photos/?", "");
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    byte[] body = query.contains("list-type=2") ? list(query) : objects.get(key);
    exchange.getResponseHeaders().add("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (head) {
      exchange.getResponseHeaders().add("Content-Length", String.valueOf(body.length));
      exchange.sendResponseHeaders(200, -1);
    } else {
      if (!query.contains("list-type")) {
        gets.add(key);
      }
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private byte[] list(String query) {
    String prefix = query.replaceAll("(?:^|.*&)prefix=([^&]*).*", "$1");
    int start =
        query.contains("continuation-token=")
            ? Integer.parseInt(query.replaceAll(".*continuation-token=(\\d+).*", "$1"))
            : 0;
    List<String> keys = objects.keySet().stream().filter(k -> k.startsWith(prefix)).toList();
    int end = Math.min(keys.size(), start + PAGE);
    StringBuilder xml = new StringBuilder("<ListBucketResult>");
    keys.subList(start, end)
        .forEach(
            k ->
                xml.append("<Contents><Key>%s</Key><Size>%d</Size>".formatted(k, size(k)))
                    .append("<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"));
    xml.append("<IsTruncated>%s</IsTruncated>".formatted(end < keys.size()));
    if (end < keys.size()) {
      xml.append("<NextContinuationToken>%d</NextContinuationToken>".formatted(end));
    }
    return xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
  }

  private int size(String key) {
    return Objects.requireNonNull(objects.get(key)).length;
  }

  private PhotoData load(String from, @Nullable String sha256) {
    PhotosConfig config =
        new PhotosConfig(
            from,
            Optional.ofNullable(sha256),
            temp.resolve("down").toString(),
            PhotosConfig.Shares.DEFAULT,
            List.of(),
            Optional.empty(),
            new PhotosConfig.Bucket(
                Optional.of(base), "us-east-1", PhotosConfig.Bucket.Addressing.PATH, true));
    return new PhotoLoader(new Downloader()).load(config, InputSpec.Orient.EXIF, told::add);
  }

  private void refused(String from, @Nullable String sha256, String part) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> load(from, sha256).close())
        .withMessageContaining(part);
  }
}
