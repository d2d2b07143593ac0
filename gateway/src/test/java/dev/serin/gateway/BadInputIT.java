package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.serin.worker.testing.ModelFolders;
import dev.serin.worker.testing.TestImages;
import dev.serin.worker.testing.TinyGraph;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What strangers may send, over a bare socket to a gateway with a real worker: each has its status,
 * nothing internal comes back, and afterwards everything lent is returned.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
  private static final String FORM = "Content-Type: multipart/form-data; boundary=b\r\n";
  private static final String RAW = "Content-Type: image/jpeg\r\n";
  private static final String PART = "Content-Disposition: form-data; name=\"image\"\r\n\r\n";

  private static final byte[] PHOTO = TestImages.encoded("jpeg", TestImages.scene(500, 375, 1));

  private final AtomicInteger uploads = new AtomicInteger();
  private final TestGateway serin;
  private final Residue before;

  BadInputIT(@TempDir Path folder) throws IOException {
    ModelFolders models = new ModelFolders(folder.resolve("models"));
    models.write("pets", "1", TinyGraph.rgb());
    models.stable("pets", "1");
    serin =
        new TestGateway(
            models,
            folder.resolve("data"),
            "upload.body-timeout=300ms",
            "upload.body-rate=1MiB",
            "images.memory=1MiB",
            "http.connections=600");
    // The heaviest load comes first: what pools keep of it is there before anything is compared.
    classifyLargeBodies();
    answerAllAtOnce();
    serin.assertIdle();
    before = Residue.now();
  }

  @AfterEach
  void everythingIsBack() {
    serin.assertIdle();
    TestGateway.await(() -> serin.queueLength() == 0);
  }

  @AfterAll
  void nothingIsHeldAndClose() throws IOException {
    before.assertNotGrown();
    serin.close();
  }

  static Stream<Arguments> requests() {
    String path = "/v1/models/pets/classify";
    return Stream.of(
        arguments("empty raw body", post(path, RAW, ""), 400, "empty-body"),
        arguments("empty form", post(path, FORM, ""), 400, "empty-body"),
        arguments("form without parts", post(path, FORM, "--b--\r\n"), 400, "no-image"),
        arguments(
            "no part named image",
            post(path, FORM, "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--"),
            400,
            "no-image"),
        arguments("image of no bytes", post(path, FORM, form(PART)), 400, "empty-image"),
        arguments(
            "text named .jpg",
            post(path, FORM, form(named("holiday.jpg") + "Dear diary")),
            415,
            "unsupported-format"),
        arguments(
            "half a JPEG",
            post(path, RAW, text(Arrays.copyOf(PHOTO, PHOTO.length / 2))),
            422,
            "undecodable"),
        arguments(
            "half a JPEG, closed by hand", post(path, RAW, text(halfClosed())), 422, "undecodable"),
        arguments(
            "a JPEG's first three bytes",
            post(path, RAW, text(Arrays.copyOf(PHOTO, 3))),
            422,
            "undecodable"),
        arguments("30,000 x 30,000 PNG header", post(path, RAW, hugePng()), 422, "too-many-pixels"),
        arguments(
            "40 MB announced", head(path, RAW + "Content-Length: 40000000\r\n"), 413, "too-large"),
        arguments(
            "100 digits announced",
            head(path, RAW + "Content-Length: " + "9".repeat(100) + "\r\n"),
            400,
            "malformed-request"),
        arguments(
            "40 MB in chunks",
            head(path, RAW + "Transfer-Encoding: chunked\r\n")
                + ("10000\r\n" + "x".repeat(65536) + "\r\n").repeat(200),
            413,
            "too-large"),
        arguments(
            "1,000 parts",
            post(path, FORM, ("--b\r\n" + PART + "1\r\n").repeat(1000)),
            413,
            "too-large"),
        arguments(
            "17 images",
            post(path, FORM, ("--b\r\n" + PART + "1\r\n").repeat(17)),
            413,
            "too-large"),
        arguments(
            "missing boundary",
            post(path, "Content-Type: multipart/form-data\r\n", form(PART + "1")),
            400,
            "malformed-request"),
        arguments(
            "endless boundary",
            post(
                path,
                "Content-Type: multipart/form-data; boundary=" + "b".repeat(4000) + "\r\n",
                "1"),
            400,
            "malformed-request"),
        arguments(
            "boundary that never ends",
            post(path, FORM, "--b" + " ".repeat(9000)),
            413,
            "too-large"),
        arguments(
            "form cut short", post(path, FORM, "--b\r\n" + PART + "1"), 400, "malformed-request"),
        arguments(
            "header injection in a file name",
            post(
                path,
                FORM,
                form(
                    "Content-Disposition: form-data; name=\"x\"; filename=\"a\r\nSet-Cookie: a=b\r\n"
                        + "Content-Disposition: form-data; name=\"image\"\"\r\n\r\n1")),
            400,
            "malformed-request"),
        arguments(
            "a form of text",
            post(path, "Content-Type: text/plain\r\n", "1"),
            415,
            "unsupported-media-type"),
        arguments("no content type", post(path, "", "1"), 415, "unsupported-media-type"),
        arguments(
            "unknown model", post("/v1/models/dogs/classify", RAW, "1"), 404, "unknown-model"),
        arguments("model ../x", post("/v1/models/..%2fx/classify", RAW, "1"), 404, "unknown-model"),
        arguments(
            "unknown version",
            post(path, RAW + "Serin-Model-Version: 9\r\n", "1"),
            404,
            "unknown-version"),
        arguments(
            "version ../1",
            post(path, RAW + "Serin-Model-Version: ../1\r\n", "1"),
            404,
            "unknown-version"),
        arguments("top=0", post(path + "?top=0", RAW, "1"), 400, "bad-parameter"),
        arguments("top=x", post(path + "?top=x", RAW, "1"), 400, "bad-parameter"),
        arguments("top=", post(path + "?top=", RAW, "1"), 400, "bad-parameter"),
        arguments("top=-1", post(path + "?top=-1", RAW, "1"), 400, "bad-parameter"),
        arguments("top twice", post(path + "?top=1&top=2", RAW, "1"), 400, "bad-parameter"),
        arguments(
            "top=99999999999", post(path + "?top=99999999999", RAW, "1"), 400, "bad-parameter"),
        arguments(
            "deadline 0", post(path, RAW + "Serin-Timeout-Ms: 0\r\n", "1"), 400, "bad-parameter"),
        arguments(
            "deadline soon",
            post(path, RAW + "Serin-Timeout-Ms: soon\r\n", "1"),
            400,
            "bad-parameter"),
        arguments(
            "deadline a day",
            post(path, RAW + "Serin-Timeout-Ms: 86400000\r\n", "1"),
            400,
            "bad-parameter"),
        arguments(
            "unit too long",
            post(path, RAW + "Serin-Unit: " + "u".repeat(257) + "\r\n", "1"),
            400,
            "bad-parameter"),
        arguments("no such path", post("/v1/models/pets", RAW, "1"), 405, "method-not-allowed"),
        arguments("nothing there", post("/v2/x", RAW, "1"), 404, "not-found"),
        arguments(
            "headers too large",
            post(path, "X: " + "x".repeat(20_000) + "\r\n", "1"),
            431,
            "headers-too-large"),
        arguments("address too long", post("/" + "x".repeat(5000), RAW, "1"), 414, "uri-too-long"),
        arguments("not HTTP", "\u0016\u0003\u0001 hello\r\n\r\n", 400, "malformed-request"),
        arguments(
            "bad escape", post("/v1/models/%zz/classify", RAW, "1"), 400, "malformed-request"),
        arguments(
            "a trickle",
            head(path, RAW + "Content-Length: 1000\r\n") + "0123456789",
            408,
            "body-too-slow"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void answer_badInput_itsProblemAndNothingLeaked(
      String name, String request, int status, String code) throws IOException {
    try (Wire wire = new Wire(serin.gateway.port())) {
      String answer = wire.say(request).hearAll();
      // What is no valid HTTP/1.1 is answered in HTTP/1.0.
      assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*");
      assertThat(answer).contains("application/problem+json").doesNotContain("Set-Cookie");
      JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      assertThat(problem.fieldNames()).containsExactly("type", "title", "status", "detail", "code");
      assertThat(problem.getString("code")).isEqualTo(code);
      assertThat(problem.getInteger("status")).isEqualTo(status);
      assertThat(answer).doesNotContain("Exception").doesNotContain("dev.serin");
    }
  }

  @Test
  void upload_honestFormAfterAllThat_answered() throws IOException {
    String body =
        "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
            + "--b\r\nContent-Type: text/plain\r\ncontent-disposition: form-data; "
            + "filename=\"../../x\"; name=\"image\"\r\n\r\n"
            + text(PHOTO)
            + "\r\n--b--\r\nepilogue";
    try (Wire wire = new Wire(serin.gateway.port())) {
      String answer = wire.say(post(TestGateway.CLASSIFY, FORM, body)).hearAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("../");
    }
  }

  @Test
  void upload_manyLargeBodies_memoryComesBack() throws IOException {
    classifyLargeBodies();
  }

  @Test
  void upload_fileNameWithHeaders_namesNothing() throws IOException {
    String part = named("a\\r\\nSet-Cookie: a=b\u0000.jpg") + text(PHOTO);
    try (Wire wire = new Wire(serin.gateway.port())) {
      String answer = wire.say(post(TestGateway.CLASSIFY, FORM, form(part))).hearAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("Set-Cookie");
    }
  }

  @Test
  void leave_midInference_everythingComesBack() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (Wire wire = new Wire(serin.gateway.port())) {
        wire.say(post(TestGateway.CLASSIFY, RAW, unique(PHOTO)));
      }
    }
    serin.assertIdle();
  }

  @Test
  void upload_500AtOnce_everyOneAnswered() throws IOException {
    assertThat(answerAllAtOnce().keySet()).isSubsetOf("200", "429", "503").contains("200");
  }

  /** 500 uploads that come at once, by the status of their answers. */
  private Map<String, Integer> answerAllAtOnce() throws IOException {
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      wires.add(new Wire(serin.gateway.port()));
    }
    for (int i = 0; i < wires.size(); i++) {
      wires.get(i).say(post(TestGateway.CLASSIFY, RAW, unique(PHOTO)));
    }
    Map<String, Integer> statuses = new TreeMap<>();
    for (Wire wire : wires) {
      String answer = wire.hearAll();
      String status = answer.substring(9, 12);
      statuses.merge(status, 1, Integer::sum);
      if (!status.equals("200")) {
        assertThat(answer).containsIgnoringCase("\r\nretry-after: ");
      }
      wire.close();
    }
    System.out.println("500 at once, by status: " + statuses);
    return statuses;
  }

  private void classifyLargeBodies() throws IOException {
    String padding = "x".repeat(2_000_000);
    for (int i = 0; i < 20; i++) {
      try (Wire wire = new Wire(serin.gateway.port())) {
        String body = unique(PHOTO) + padding;
        assertThat(wire.say(post(TestGateway.CLASSIFY, RAW, body)).hearAll())
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }

  /**
   * The same picture in a file that the gateway has not seen: decoders do not read behind its end.
   */
  private String unique(byte[] photo) {
    return text(photo) + uploads.incrementAndGet();
  }

  private static byte[] halfClosed() {
    byte[] half = Arrays.copyOf(PHOTO, PHOTO.length / 2 + 2);
    half[half.length - 2] = (byte) 0xff;
    half[half.length - 1] = (byte) 0xd9;
    return half;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static String named(String fileName) {
    return "Content-Disposition: form-data; name=\"image\"; filename=\"" + fileName + "\"\r\n\r\n";
  }

  /** The first bytes of a PNG file of 900 million pixels. */
  private static String hugePng() {
    return text(
        ByteBuffer.wrap(Arrays.copyOf(TestImages.plain(0xff0000), 64))
            .putInt(16, 30_000)
            .putInt(20, 30_000)
            .array());
  }

  private static String post(String path, String headers, String body) {
    return head(path, headers + "Content-Length: " + body.length() + "\r\n") + body;
  }

  /** Asks for the connection to be closed, so that the end of the answer can be heard. */
  private static String head(String path, String headers) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
  }

  private static String form(String part) {
    return "--b\r\n" + part + "\r\n--b--\r\n";
  }
}
