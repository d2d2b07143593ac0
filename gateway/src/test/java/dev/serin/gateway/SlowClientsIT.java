package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that begin and do not end: they cost their own address something, and nobody else. */
final class SlowClientsIT {
  private static final String FLOOD = "127.0.0.2";
  private static final String POST =
      "POST /v1/models/pets/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n";
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  /** The end of the answer. */
  private static final String END = "how.\n";

  private final TestGateway serin;
  private final List<Wire> open = new ArrayList<>();

  SlowClientsIT(@TempDir Path data) {
    serin =
        new TestGateway(
            data,
            "http.connections=64",
            "http.event-loops=3",
            "http.head-timeout=700ms",
            "management.token=hush",
            "management.connections=8",
            "upload.slots=4",
            "upload.bodies=16",
            "upload.body-timeout=1h",
            "upload.memory=1MiB",
            "upload.image-size=1MiB",
            "upload.request-size=1MiB");
  }

  @AfterEach
  void close() throws IOException {
    for (Wire wire : open) {
      wire.close();
    }
    serin.assertIdle();
    TestGateway.await(() -> inUse("serin.upload.bodies") == 0);
    TestGateway.await(() -> inUse("serin.http.connections") == 0);
    serin.close();
  }

  private Wire connect(String from) throws IOException {
    Wire wire = new Wire(serin.gateway.port(), from);
    open.add(wire);
    return wire;
  }

  private double inUse(String what) {
    return serin.registry.get(what + ".in.use").gauge().value();
  }

  private double dropped(String port, String reason) {
    return serin
        .registry
        .get("serin.http.connections.dropped")
        .tag("port", port)
        .tag("reason", reason)
        .counter()
        .count();
  }

  private double droppedBodies() {
    return serin
        .registry
        .get("serin.upload.bodies.dropped")
        .tag("scarce", "number")
        .functionCounter()
        .count();
  }

  private boolean classified(String request) {
    try (Wire honest = new Wire(serin.gateway.port())) {
      return honest.say(request).hearUntil("}").startsWith("HTTP/1.1 200 ");
    } catch (IOException e) {
      return false;
    }
  }

  private void classifies(String from) throws IOException {
    Wire wire = connect(from);
    assertThat(wire.say(POST + "Content-Length: 1\r\n\r\nX").hearUntil("\r\n"))
        .isEqualTo("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void slowBodies_manyMoreThanSlots_othersAndTheSameAddressAreServed() throws IOException {
    for (int i = 0; i < 40; i++) {
      connect(FLOOD).say(POST + "Content-Length: 100000\r\n\r\nx");
    }
    TestGateway.await(() -> droppedBodies() == 24);
    assertThat(inUse("serin.upload.bodies")).isEqualTo(16);
    assertThat(serin.gateway.slots().inUse()).isZero();
    for (int i = 0; i < 5; i++) {
      classifies("127.0.0.1");
      classifies(FLOOD);
    }
    assertThat(droppedBodies()).isEqualTo(25);
  }

  @Test
  void slowBody_dropped_408AndClosed() throws IOException {
    Wire first = connect(FLOOD).say(POST + "Content-Length: 100000\r\n\r\nx");
    TestGateway.await(() -> inUse("serin.upload.bodies") == 1);
    for (int i = 0; i < 15; i++) {
      connect(FLOOD).say(POST + "Content-Length: 100000\r\n\r\nx");
    }
    TestGateway.await(() -> inUse("serin.upload.bodies") == 16);
    classifies("127.0.0.1");
    assertThat(first.hearAll())
        .startsWith("HTTP/1.1 408 ")
        .contains("\"body-too-slow\"")
        .containsIgnoringCase("connection: close");
  }

  @Test
  void slowFeedback_holdsNoMoreThanSlowUploads() throws IOException {
    for (int i = 0; i < 40; i++) {
      connect(FLOOD)
          .say(
              "POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                  + "Content-Length: 100\r\n\r\n{");
    }
    TestGateway.await(() -> inUse("serin.upload.bodies") == 16);
    classifies("127.0.0.1");
  }

  @Test
  void bodiesThatStop_holdMemory_dropOutForOthers() throws IOException {
    String much = "x".repeat(300_000);
    for (int i = 0; i < 3; i++) {
      connect(FLOOD).say(POST + "Content-Length: 310000\r\n\r\n" + much);
    }
    TestGateway.await(() -> serin.gateway.memory().inUse() >= 900_000);
    // The flood has a second in hand, for what it brought at once.
    TestGateway.await(() -> classified(POST + "Content-Length: 300000\r\n\r\n" + much));
  }

  @Test
  void noSlotOnceTheBodyIsIn_429() throws IOException {
    serin.inference.holding = true;
    Wire last = connect("127.0.0.1").say(POST + "Content-Length: 2\r\n\r\nx");
    TestGateway.await(() -> inUse("serin.upload.bodies") == 1);
    for (int i = 0; i < 4; i++) {
      connect("127.0.0.1").say(POST + "Content-Length: 1\r\n\r\n" + i);
    }
    TestGateway.await(() -> serin.gateway.slots().inUse() == 4);
    assertThat(last.say("y").hearUntil("\"no-slot\"}")).startsWith("HTTP/1.1 429 ");
    serin.inference.releaseAll();
    TestGateway.await(() -> serin.gateway.slots().inUse() == 0);
    assertThat(last.say(POST + "Content-Length: 1\r\n\r\nx").hearUntil("\r\n"))
        .as("the connection stays")
        .isEqualTo("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void halfSentHeads_fillTheTable_othersGetInAndBusyOnesStay() throws IOException {
    serin.inference.holding = true;
    Wire busy = connect(FLOOD).say(POST + "Content-Length: 1\r\n\r\nX");
    TestGateway.await(() -> serin.inference.held.size() == 1);
    Wire kept = connect("127.0.0.3");
    kept.say(GET).hearUntil(END);
    for (int i = 0; i < 62; i++) {
      connect(FLOOD).say("GET / HT");
    }
    TestGateway.await(() -> inUse("serin.http.connections") == 64);
    for (int i = 0; i < 20; i++) {
      assertThat(connect("127.0.0.1").say(GET).hearUntil("\r\n")).isEqualTo("HTTP/1.1 200 OK\r\n");
    }
    TestGateway.await(() -> dropped("public", "half-sent") == 20);
    assertThat(kept.say(GET).hearUntil("\r\n"))
        .as("an idle one of another address")
        .contains("200");
    serin.inference.releaseAll();
    assertThat(busy.hearUntil("\r\n")).isEqualTo("HTTP/1.1 200 OK\r\n");
  }

  @Test
  void idleConnections_fillTheTable_oldestGoes() throws IOException {
    Wire oldest = connect(FLOOD);
    oldest.say(GET).hearUntil(END);
    for (int i = 0; i < 63; i++) {
      connect(FLOOD).say(GET).hearUntil("\r\n");
    }
    connect("127.0.0.1").say(GET).hearUntil("\r\n");
    TestGateway.await(() -> dropped("public", "idle") == 1);
    oldest.hearAll();
  }

  @Test
  void head_trickles_408InTheTimeOfAHead() throws IOException {
    Wire wire = connect("127.0.0.1");
    long start = System.nanoTime();
    StringBuilder head = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\nA: ");
    for (int i = 0; !wire.isReadable(); i++) {
      wire.say(i < head.length() ? head.substring(i, i + 1) : "a");
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(wire.hearAll())
        .startsWith("HTTP/1.1 408 ")
        .contains("\"head-too-slow\"")
        .containsIgnoringCase("connection: close");
    assertThat(System.nanoTime() - start).isBetween(600_000_000L, 5_000_000_000L);
    assertThat(dropped("public", "head-timeout")).isEqualTo(1);
  }

  @Test
  void head_secondOnAConnectionTrickles_408() throws IOException {
    Wire wire = connect("127.0.0.1");
    wire.say(GET).hearUntil(END);
    assertThat(wire.say("GET / HT").hearAll()).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void connection_saysNothing_closedInTheTimeOfAHead() throws IOException {
    assertThat(connect("127.0.0.1").hearAll()).isEmpty();
  }

  @Test
  void connection_idleAfterAnAnswer_outlivesTheTimeOfAHead() throws IOException {
    Wire kept = connect("127.0.0.1");
    kept.say(GET).hearUntil(END);
    // Opened later, and closed by now.
    connect("127.0.0.1").hearAll();
    assertThat(kept.isClosed()).isFalse();
    assertThat(kept.say("\r\n").say(GET).hearUntil("\r\n")).contains("200");
  }

  @Test
  void management_halfSentHeads_doNotShutOthersOut() throws IOException {
    List<Wire> flood = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      flood.add(new Wire(serin.gateway.managementPort(), FLOOD).say("GET / HT"));
    }
    assertThat(serin.manage("/health/live").statusCode()).isEqualTo(200);
    assertThat(dropped("management", "half-sent")).isPositive();
    for (Wire wire : flood) {
      wire.close();
    }
  }
}
