package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.config.FeedbackConfig;
import dev.serin.gateway.config.FeedbackConfig.Evidence;
import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Mandate;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal for each test, and short forms of what tests do with it. */
abstract class JournalFixture {
  static final Instant T0 = Instant.parse("2026-01-01T10:00:00Z");

  /** Long: a loaded machine must not look like an outage. */
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** For outages, which are to be noticed. */
  static final Duration SHORT = Duration.ofSeconds(1);

  /** In which a failure must be told: three time-outs, and time for a loaded machine. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** For a gateway that shares its journal with no other. */
  static final Mandate SOLE = new Mandate(0, List.of());

  static final FeedbackConfig LABELS = labels(Evidence.TRUSTED, 1_000_000);

  static final String MODEL = "pets";
  static final String IMAGE = "a".repeat(64);

  Path folder;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Vertx vertx = Vertx.vertx();
  Journal journal;

  /** Where the journal of this test is. */
  abstract JournalConfig config(Duration timeout, int queue);

  /** Arguments of {@link FeedbackWriter} after the folder and the prefix. */
  abstract List<String> address();

  /** A connection beside the journal's. */
  abstract Connection connect() throws SQLException;

  /** Makes that nothing can be written, until what is given back is closed. */
  abstract AutoCloseable outage() throws Exception;

  /** Fails where the files are damaged. */
  abstract void assertSound() throws SQLException;

  @BeforeEach
  void open(@TempDir Path data) {
    folder = data;
    journal = open(TIMEOUT, 1000);
  }

  @AfterEach
  void close() {
    journal.close().await();
    vertx.close().await();
  }

  Journal open(Duration timeout, int queue) {
    return open(timeout, queue, LABELS);
  }

  final Journal open(Duration timeout, int queue, FeedbackConfig labels) {
    return Journal.open(vertx, config(timeout, queue), labels, folder, registry).await();
  }

  final void reopen() {
    reopen(TIMEOUT, 1000);
  }

  final void reopen(Duration timeout, int queue) {
    journal.close().await();
    journal = open(timeout, queue);
  }

  /** Puts until it is kept: a word again and again is the same word. */
  final void putUntilKept(String prediction) {
    long end = System.nanoTime() + BOUND.toNanos();
    while (true) {
      try {
        journal.feedback().put(FeedbackWriter.feedback(prediction)).await();
        return;
      } catch (JournalException e) {
        assertThat(System.nanoTime()).as("not back: %s", e.getMessage()).isLessThan(end);
      }
    }
  }

  final RolloutStore rollouts() {
    return journal.rollouts();
  }

  final void start(String id, Instant at) {
    rollouts()
        .write(
            new Write(
                row(id, at, "progressing"), null, new Event(1, at, "anna", "{}"), List.of(), null),
            SOLE)
        .await();
  }

  final void look(
      String id, long seq, @Nullable Event event, List<String> pairs, @Nullable Stable stable) {
    Entry entry = new Entry(seq, T0.plusSeconds(seq), "{}");
    rollouts()
        .write(new Write(row(id, T0, "progressing"), entry, event, pairs, stable), SOLE)
        .await();
  }

  static Row row(String id, Instant started, String phase) {
    return new Row(id, MODEL, "{}", started, phase, "{}", null);
  }

  static Event event(long seq) {
    return new Event(seq, T0, "controller", "{}");
  }

  static FeedbackConfig labels(Evidence evidence, int rows) {
    return new FeedbackConfig(
        evidence, Duration.ofDays(365), rows, Optional.empty(), Optional.empty());
  }

  /** Puts a trusted label. */
  final void put(String prediction, String image, String label, Instant at) {
    put(LabelSource.TRUSTED, prediction, image, label, at);
  }

  final void put(LabelSource source, String prediction, String image, String label, Instant at) {
    journal
        .feedback()
        .put(new Feedback(prediction, source, MODEL, "1", image, "cat", label, at))
        .await();
  }

  final long count(String table) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static JournalException failure(Future<?> future) {
    return catchThrowableOfType(
        JournalException.class, () -> future.await(BOUND.toSeconds(), TimeUnit.SECONDS));
  }
}
