package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.Catalog;
import dev.serin.worker.api.ClassifyRequest;
import dev.serin.worker.api.Load;
import dev.serin.worker.api.ModelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave, and clients that are too many: no slot is ever lost. */
final class OverloadIT {
  private static final String HEAD =
      "POST /v1/models/pets/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n";

  private final TestGateway serin;

  OverloadIT(@TempDir Path data) {
    serin = new TestGateway(data, "upload.slots=4");
  }

  @AfterEach
  void close() {
    serin.assertIdle();
    serin.close();
  }

  @Test
  void leave_midUpload_slotAndMemoryComeBack() throws IOException {
    try (Wire wire = new Wire(serin.gateway.port())) {
      wire.say(HEAD + "Content-Length: 100000\r\n\r\n" + "x".repeat(50_000));
      TestGateway.await(() -> serin.gateway.memory().inUse() >= 50_000);
    }
    serin.assertIdle();
    assertThat(serin.inference.asked).hasValue(0);
  }

  @Test
  void leave_midInference_cancelledOnceNobodyWaits() throws IOException {
    serin.inference.holding = true;
    ClassifyRequest asked;
    try (Wire first = new Wire(serin.gateway.port())) {
      first.say(HEAD + "Content-Length: 1\r\n\r\na");
      TestGateway.await(() -> serin.inference.held.size() == 1);
      asked = serin.inference.held.element().request();
      try (Wire second = new Wire(serin.gateway.port())) {
        second.say(HEAD + "Content-Length: 1\r\n\r\na");
        TestGateway.await(() -> serin.gateway.memory().inUse() == 2);
      }
      TestGateway.await(() -> serin.gateway.slots().inUse() == 1);
      assertThat(asked.cancellation().isCancelled()).isFalse();
    }
    TestGateway.await(() -> asked.cancellation().isCancelled());
    serin.assertIdle();
  }

  @Test
  void upload_noSlot_429BeforeTheBody() throws IOException {
    serin.inference.holding = true;
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      wires.add(new Wire(serin.gateway.port()).say(HEAD + "Content-Length: 1\r\n\r\n" + i));
    }
    TestGateway.await(() -> serin.gateway.slots().inUse() == 4);
    try (Wire refused = new Wire(serin.gateway.port())) {
      String answer =
          refused
              .say(HEAD + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n")
              .hearUntil("\"no-slot\"}");
      assertThat(answer).startsWith("HTTP/1.1 429 ").containsIgnoringCase("retry-after: 1");
    }
    serin.inference.releaseAll();
    for (Wire wire : wires) {
      assertThat(wire.hearUntil("]}]}")).startsWith("HTTP/1.1 200 ");
      wire.close();
    }
  }

  @Test
  void upload_queueTooLong_503BeforeTheBodyAndTheConnectionStays() throws IOException {
    serin.inference.load = new Load((model, version) -> 2_100_000_000L);
    String timed = HEAD + "Serin-Timeout-Ms: 500\r\nContent-Length: 50000\r\n\r\n";
    try (Wire wire = new Wire(serin.gateway.port())) {
      String answer = wire.say(timed).hearUntil("\"overloaded\"}");
      assertThat(answer)
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("retry-after: 2\r\n")
          .doesNotContainIgnoringCase("connection: close");
      assertThat(serin.gateway.slots().inUse()).isZero();
      serin.inference.load = Load.UNKNOWN;
      wire.say("x".repeat(50_000)).say(timed).say("y".repeat(50_000));
      assertThat(wire.hearUntil("]}]}")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(serin.inference.asked).hasValue(1);
  }

  @Test
  void upload_queueFitsTheDeadline_isServed() {
    serin.inference.load = new Load((model, version) -> 390_000_000L);
    assertThat(serin.classify("a", "Serin-Timeout-Ms", "500").statusCode()).isEqualTo(200);
    serin.inference.load = new Load((model, version) -> 410_000_000L);
    assertThat(serin.classify("b", "Serin-Timeout-Ms", "500").statusCode()).isEqualTo(503);
    assertThat(serin.classify("b").statusCode()).isEqualTo(200);
  }

  @Test
  void upload_bodyAskedForFirst_refusalClosesTheConnection() throws IOException {
    serin.inference.load = new Load((model, version) -> 60_000_000_000L);
    try (Wire wire = new Wire(serin.gateway.port())) {
      String answer =
          wire.say(HEAD + "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n").hearAll();
      assertThat(answer)
          .startsWith("HTTP/1.1 503 ")
          .containsIgnoringCase("retry-after: 30\r\n")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void upload_oneModelFloods_anotherFindsASlot() throws IOException {
    ModelInfo pets = serin.inference.catalog.models().get(0);
    serin.inference.catalog =
        new Catalog(true, List.of(pets, new ModelInfo("birds", "1", pets.versions())));
    serin.inference.holding = true;
    List<Wire> wires = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      wires.add(new Wire(serin.gateway.port()).say(HEAD + "Content-Length: 1\r\n\r\n" + i));
    }
    TestGateway.await(() -> serin.gateway.slots().inUse() == 3);
    try (Wire refused = new Wire(serin.gateway.port())) {
      assertThat(refused.say(HEAD + "Content-Length: 1\r\n\r\nx").hearUntil("\"no-slot\"}"))
          .startsWith("HTTP/1.1 429 ");
    }
    wires.add(
        new Wire(serin.gateway.port())
            .say(HEAD.replace("pets", "birds") + "Content-Length: 1\r\n\r\nb"));
    TestGateway.await(() -> serin.inference.held.size() == 4);
    serin.inference.releaseAll();
    for (Wire wire : wires) {
      assertThat(wire.hearUntil("]}]}")).startsWith("HTTP/1.1 200 ");
      wire.close();
    }
  }
}
