package dev.serin.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrainIT {
  private static final String REQUEST =
      "POST /v1/models/pets/classify HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\n"
          + "Content-Length: 1\r\n\r\na";

  @Test
  void drain_requestUnderWay_finishesWhileNothingNewComesIn(@TempDir Path data) throws IOException {
    TestGateway serin = new TestGateway(data);
    int port = serin.gateway.port();
    serin.inference.holding = true;
    try (Wire wire = new Wire(port);
        Wire idle = new Wire(port)) {
      wire.say(REQUEST);
      TestGateway.await(() -> serin.inference.held.size() == 1);
      Future<Void> drained = serin.gateway.drain();
      assertThat(serin.manage("/health/ready").statusCode()).isEqualTo(503);
      assertThat(idle.hearAll()).as("an idle connection is closed").isEmpty();
      TestGateway.await(() -> isRefused(port));
      assertThat(drained.isComplete()).isFalse();

      serin.inference.releaseAll();
      String answer = wire.hearAll();
      assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("connection: close");
      drained.await();
    }
    serin.assertIdle();
    serin.vertx.close().await();
  }

  @Test
  void drain_requestThatNeverEnds_cutAfterTheDrainTime(@TempDir Path data) throws IOException {
    TestGateway serin = new TestGateway(data, "shutdown.drain=100ms");
    serin.inference.holding = true;
    try (Wire wire = new Wire(serin.gateway.port())) {
      wire.say(REQUEST);
      TestGateway.await(() -> serin.inference.held.size() == 1);
      serin.gateway.drain().await();
      assertThat(wire.hearAll()).isEmpty();
    }
    serin.assertIdle();
    // A real worker is closed by now, and has given back what it was lent.
    serin.inference.releaseAll();
    serin.vertx.close().await();
  }

  @Test
  void drain_jobThatRuns_cancelledAndEverythingGivenBack(@TempDir Path data) {
    TestGateway serin = new TestGateway(data);
    serin.inference.holding = true;
    assertThat(serin.classify("a", "Prefer", "respond-async").statusCode()).isEqualTo(202);
    serin.gateway.drain().await();
    assertThat(serin.inference.held).allMatch(held -> held.request().cancellation().isCancelled());
    assertThat(serin.gateway.jobs().number()).isZero();
    serin.assertIdle();
    serin.inference.releaseAll();
    serin.vertx.close().await();
  }

  @Test
  void drain_withDelay_stillAnswersAndCloses(@TempDir Path data) throws IOException {
    TestGateway serin = new TestGateway(data, "shutdown.delay=1s");
    Future<Void> drained = serin.gateway.drain();
    try (Wire wire = new Wire(serin.gateway.port())) {
      assertThat(wire.say(REQUEST).hearAll())
          .startsWith("HTTP/1.1 200 ")
          .containsIgnoringCase("connection: close");
    }
    drained.await();
    serin.vertx.close().await();
  }

  @Test
  void start_portInUse_saysWhichAndWhatToDo(@TempDir Path data) {
    try (TestGateway first = new TestGateway(data)) {
      assertThatThrownBy(() -> new TestGateway(data, "http.port=" + first.gateway.port()))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("Port " + first.gateway.port() + " is in use")
          .hasMessageContaining("--set http.port=");
    }
  }

  private static boolean isRefused(int port) {
    try {
      new Wire(port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
