package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
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
 * Requests whose end or host two servers could take for different ones (RFC 9112, sections 2.2,
 * 3.2, 5, 6 and 7): each is refused once with 400, what follows it is not answered, and the
 * connection is closed, on both ports.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FramingIT {
  private static final String POST =
      "POST /v1/models/pets/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n";
  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String BODY = "1\r\nX\r\n0\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

  private final TestGateway serin;

  FramingIT(@TempDir Path data) {
    serin = new TestGateway(data, "management.token=hush");
  }

  @AfterEach
  void nothingIsHeld() {
    serin.assertIdle();
  }

  @AfterAll
  void close() {
    serin.close();
  }

  private static Arguments encoded(String name, String headers) {
    return arguments(name, POST + headers + "\r\n" + BODY + GET);
  }

  private static Arguments chunks(String name, String body) {
    return arguments(name, CHUNKED + body + GET);
  }

  private static Arguments sized(String name, String headers) {
    return arguments(name, POST + headers + "\r\nX" + GET);
  }

  private static Arguments hosted(String name, String headers) {
    return arguments(name, "GET /v1/models HTTP/1.1\r\n" + headers + "\r\n" + GET);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        encoded("length and encoding", "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n"),
        encoded("encoding and length", "Transfer-Encoding: chunked\r\nContent-Length: 6\r\n"),
        encoded("chunked, identity", "Transfer-Encoding: chunked, identity\r\n"),
        encoded("chunked, chunked", "Transfer-Encoding: chunked, chunked\r\n"),
        encoded("gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n"),
        encoded("identity", "Transfer-Encoding: identity\r\n"),
        encoded("an empty encoding", "Transfer-Encoding:\r\n"),
        encoded("a quoted encoding", "Transfer-Encoding: \"chunked\"\r\n"),
        encoded("an encoding with a parameter", "Transfer-Encoding: chunked;q=1\r\n"),
        encoded("xchunked", "Transfer-Encoding: xchunked\r\n"),
        encoded("a comma before chunked", "Transfer-Encoding: ,chunked\r\n"),
        encoded("a tab before the colon", "Transfer-Encoding\t: chunked\r\n"),
        encoded("a vertical tab", "Transfer-Encoding: \u000bchunked\r\n"),
        encoded("two encodings", "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n"),
        encoded("twice chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
        encoded("a folded encoding", "Transfer-Encoding:\r\n chunked\r\n"),
        encoded("an encoding folded behind", "Transfer-Encoding: chunked\r\n \r\n"),
        arguments(
            "HTTP/1.0 with an encoding", CHUNKED.replace("HTTP/1.1", "HTTP/1.0") + BODY + GET),
        arguments("a version to come", CHUNKED.replace("HTTP/1.1", "HTTP/1.2") + BODY + GET),
        arguments("a version in lower case", GET.replace("HTTP", "http") + GET),
        arguments("no version", "GET /v1/models\r\nHost: x\r\n\r\n" + GET),
        chunks("line end in a quoted extension", "1;a=\"\r\nX\r\n0\r\n\r\n"),
        chunks("line feed in an extension", "1;a\nX\r\n0\r\n\r\n"),
        chunks("carriage return in an extension", "1;a\rb\r\nX\r\n0\r\n\r\n"),
        chunks("a blank before the size", " 1\r\nX\r\n0\r\n\r\n"),
        chunks("a blank behind the size", "1 \r\nX\r\n0\r\n\r\n"),
        chunks("no hexadecimal size", "zz\r\n"),
        chunks("0x1", "0x1\r\nX\r\n0\r\n\r\n"),
        chunks("+1", "+1\r\nX\r\n0\r\n\r\n"),
        chunks("-1", "-1\r\nX\r\n0\r\n\r\n"),
        chunks("1_0", "1_0\r\nX\r\n0\r\n\r\n"),
        chunks("an empty size", "\r\nX\r\n0\r\n\r\n"),
        chunks("a size of 17 digits", "10000000000000001\r\nX\r\n0\r\n\r\n"),
        chunks("a size ended by a line feed", "1\nX\r\n0\r\n\r\n"),
        chunks("a chunk that is longer", "1\r\nXY\r\n0\r\n\r\n"),
        chunks("a chunk ended by a line feed", "1\r\nX\n0\r\n\r\n"),
        chunks("a trailer without a colon", "1\r\nX\r\n0\r\nnonsense\r\n\r\n"),
        chunks("a trailer ended by a line feed", "1\r\nX\r\n0\r\nA: b\n\r\n"),
        sized("two lengths", "Content-Length: 1\r\nContent-Length: 50\r\n"),
        sized("one length twice", "Content-Length: 1\r\nContent-Length: 1\r\n"),
        sized("a list of lengths", "Content-Length: 1, 1\r\n"),
        sized("a negative length", "Content-Length: -1\r\n"),
        sized("a signed length", "Content-Length: +1\r\n"),
        sized("a hexadecimal length", "Content-Length: 0x1\r\n"),
        sized("an empty length", "Content-Length:\r\n"),
        sized("a folded length", "Content-Length:\r\n 1\r\n"),
        sized("a length with a blank", "Content-Length: 1 0\r\n"),
        sized("a blank before the colon", "Content-Length : 1\r\n"),
        sized("a length of 30 digits", "Content-Length: " + "1".repeat(30) + "\r\n"),
        arguments(
            "two lengths in HTTP/1.0",
            POST.replace("1.1", "1.0") + "Content-Length: 1\r\nContent-Length: 50\r\n\r\nX" + GET),
        hosted("no host", ""),
        hosted("two hosts", "Host: a\r\nHost: b\r\n"),
        hosted("one host twice", "Host: a\r\nHost: a\r\n"),
        hosted("an empty host", "Host:\r\n"),
        hosted("two hosts in one header", "Host: a, b\r\n"),
        hosted("a host with a path", "Host: a/b\r\n"),
        hosted("a host with a user", "Host: u@a\r\n"),
        hosted("a port of letters", "Host: a:b\r\n"),
        hosted("a port over 65535", "Host: a:70000\r\n"),
        hosted("half an IPv6 address", "Host: [::1\r\n"),
        hosted("a folded host", "Host:\r\n a\r\n"),
        hosted("NUL in a value", "Host: x\r\nA: b\u0000c\r\n"),
        hosted("carriage return in a value", "Host: x\r\nA: b\rc\r\n"),
        hosted("NUL in a name", "Host: x\r\nA\u0000: b\r\n"),
        hosted("a name without a colon", "Host: x\r\nnonsense\r\n"),
        hosted("a blank line that is none", " \r\nHost: x\r\n"),
        hosted("a first header that is folded", " A: b\r\nHost: x\r\n"),
        hosted("a header ended by a line feed", "Host: x\nA: b\r\n"),
        hosted(
            "WebSockets of 2010", "Host: x\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n"),
        arguments("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
        arguments("a request line ended by a line feed", "GET / HTTP/1.1\nHost: x\r\n\r\n"),
        arguments("a blank behind the version", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
        arguments("a blank in the path", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        arguments("an absolute target without a host", "GET http://x/ HTTP/1.1\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void answer_publicPort_400OnceAndClosed(String name, String request) throws IOException {
    assertRefused(serin.gateway.port(), request);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void answer_managementPort_400OnceAndClosed(String name, String request) throws IOException {
    String asked =
        request
            .replace("/v1/models/pets/classify", "/v1/rollouts")
            .replace("image/png", "application/json\r\nAuthorization: Bearer hush");
    assertRefused(serin.gateway.managementPort(), asked);
  }

  private static void assertRefused(int port, String request) throws IOException {
    try (Wire wire = new Wire(port)) {
      String heard = wire.say(request).hearAll();
      assertThat(STATUS.matcher(heard).results().map(found -> found.group(1)))
          .as(heard)
          .containsExactly("400");
      assertThat(heard).contains("\"malformed-request\"").containsIgnoringCase("connection: close");
    }
  }

  static Stream<Arguments> taken() {
    return Stream.of(
        arguments("chunks", CHUNKED + BODY),
        arguments("CHUNKED", POST + "transfer-encoding: CHUNKED\r\n\r\n" + BODY),
        arguments("an extension", CHUNKED + "1;a=\"b;c\"\r\nX\r\n0\r\n\r\n"),
        arguments("a trailer", CHUNKED + "1\r\nX\r\n0\r\nA: b\r\n\r\n"),
        arguments("a length", POST + "Content-Length: 1\r\n\r\nX"),
        arguments("a long length", POST + "Content-Length: 0000001\r\n\r\nX"),
        arguments("an empty line before", "\r\n" + GET),
        arguments("a port", GET.replace("Host: x", "Host: example.org:8080")),
        arguments("an empty port", GET.replace("Host: x", "Host: example.org:")),
        arguments("an IPv6 address", GET.replace("Host: x", "Host: [2001:db8::1]:80")),
        arguments("HTTP/1.0 without a host", "GET /v1/models HTTP/1.0\r\n\r\n"),
        arguments(
            "an absolute target, whatever the host is",
            GET.replace("GET /v1", "GET http://example.org/v1")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  void answer_validRequest_200(String name, String request) throws IOException {
    try (Wire wire = new Wire(serin.gateway.port())) {
      assertThat(wire.say(request).hearUntil("}")).matches("(?s)HTTP/1\\.[01] 200 .*");
    }
  }

  @Test
  void answer_goodBeforeBad_bothAnsweredInOrder() throws IOException {
    List<String> bads = List.of(GET.replace("Host: x", "Host: "), CHUNKED + "zz\r\n");
    for (String bad : bads) {
      serin.inference.holding = true;
      try (Wire wire = new Wire(serin.gateway.port())) {
        wire.say(POST + "Content-Length: 2\r\n\r\ng" + bads.indexOf(bad) + bad + GET);
        TestGateway.await(() -> serin.inference.held.size() == 1);
        serin.inference.releaseAll();
        assertThat(STATUS.matcher(wire.hearAll()).results().map(found -> found.group(1)))
            .containsExactly("200", "400");
      }
    }
  }

  @Test
  void answer_badHeadWithALargeBody_heardBeforeTheReset() throws IOException {
    try (Wire wire = new Wire(serin.gateway.port())) {
      wire.say(POST + "Content-Length: 9000000\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 100; i++) {
        wire.say("x".repeat(50_000));
      }
      assertThat(wire.hearAll()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void badChunk_isCountedAsItsAnswerSays() throws IOException {
    double before = malformed();
    assertRefused(serin.gateway.port(), CHUNKED + "zz\r\n");
    TestGateway.await(() -> malformed() == before + 1);
    assertThat(
            serin
                .registry
                .get("serin.requests")
                .tag("outcome", "malformed-request")
                .counter()
                .count())
        .isPositive();
  }

  private double malformed() {
    return serin
        .registry
        .get("serin.http.connections.dropped")
        .tag("port", "public")
        .tag("reason", "malformed")
        .counter()
        .count();
  }
}
