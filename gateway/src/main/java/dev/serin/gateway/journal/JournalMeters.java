package dev.serin.gateway.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.IntSupplier;

/** What the journal shows of itself. */
final class JournalMeters {
  private final MeterRegistry registry;
  private final Timer writes;
  private final Counter failures;

  /** Work that is timed. */
  interface Timed<T> {
    T run() throws SQLException;
  }

  JournalMeters(MeterRegistry registry) {
    this.registry = registry;
    writes =
        Timer.builder("serin.journal.write")
            .description("Transactions that write, the sync to disk included")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                Duration.ofSeconds(2))
            .register(registry);
    failures =
        Counter.builder("serin.journal.failures")
            .description("Reads and writes that failed")
            .register(registry);
  }

  /** Shows how many wait for {@code work}, which is read or write. */
  void watch(String work, IntSupplier waiting) {
    Gauge.builder("serin.journal.queue", waiting, IntSupplier::getAsInt)
        .description("Reads or writes that wait")
        .tag("work", work)
        .strongReference(true)
        .register(registry);
  }

  <T> T write(Timed<T> work) throws SQLException {
    Timer.Sample sample = Timer.start(registry);
    try {
      return work.run();
    } finally {
      sample.stop(writes);
    }
  }

  void failed() {
    failures.increment();
  }
}
