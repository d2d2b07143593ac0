package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.worker.api.ClassifyRequest;
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
}
