package dev.serin.gateway.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BatchAppenderTest {
  private final LoggerContext context = new LoggerContext();
  private final Writes writes = new Writes();
  private final BatchAppender appender = new BatchAppender(writes);

  /** Remembers each write, and can be held up. */
  private static final class Writes extends OutputStream {
    private final List<String> all = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch first = new CountDownLatch(1);
    private CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void write(int b) {
      throw new AssertionError("one byte at a time");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      first.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      all.add(new String(bytes, UTF_8));
    }
  }

  @AfterEach
  void stop() {
    appender.stop();
    context.stop();
  }

  private void start() {
    appender.setContext(context);
    appender.start();
  }

  private void log(String line) {
    LoggingEvent event = new LoggingEvent();
    event.setMessage(line);
    appender.doAppend(event);
  }

  @Test
  void writesWithoutBeingAskedTo() throws Exception {
    start();
    log("one");
    assertThat(writes.first.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void writesWholeLinesInOrderSeveralAtATime() {
    start();
    List<String> lines =
        IntStream.range(0, 1_000).mapToObj(i -> "line " + i + " " + "x".repeat(i % 300)).toList();
    lines.forEach(this::log);
    appender.stop();
    assertThat(String.join("", writes.all).lines()).containsExactlyElementsOf(lines);
    assertThat(writes.all)
        .hasSizeLessThan(lines.size() / 10)
        .allSatisfy(write -> assertThat(write).endsWith("\n").hasSizeLessThanOrEqualTo(4096));
  }

  @Test
  void aLineLongerThanABatchIsWhole() {
    start();
    log("y".repeat(10_000));
    appender.stop();
    assertThat(writes.all).containsExactly("y".repeat(10_000) + "\n");
  }

  @Test
  void neitherWaitsForASlowReaderNorHidesWhatIsLost() throws Exception {
    writes.gate = new CountDownLatch(1);
    start();
    log("first");
    assertThat(writes.first.await(20, TimeUnit.SECONDS)).isTrue();
    int more = 3 * (1 << 15);
    for (int i = 0; i < more; i++) {
      log("more");
    }
    writes.gate.countDown();
    appender.stop();
    List<String> lines = String.join("", writes.all).lines().toList();
    assertThat(lines).hasSize(1 + (1 << 15) + 1);
    assertThat(lines.get(lines.size() - 1))
        .matches("\\{\"@timestamp\":\"[-0-9T:.]+Z\",\"lost_lines\":" + 2 * (1 << 15) + "}");
  }
}
