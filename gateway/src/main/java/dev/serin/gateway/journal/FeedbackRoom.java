package dev.serin.gateway.journal;

import dev.serin.gateway.feedback.LabelSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many labels of one source are kept, and whether there is room for another. Each source has
 * room of its own, so callers cannot crowd out trusted labels. The count is exact for one gateway;
 * several that share a journal learn of each other's labels when they count anew. Thread-safe.
 */
final class FeedbackRoom {
  private static final Logger log = LoggerFactory.getLogger(FeedbackRoom.class);

  private final LabelSource source;
  private final int most;
  private final Counter refused;

  /** Empty until they were counted once. */
  private OptionalLong kept = OptionalLong.empty();

  /** Labels taken since the start of this process. */
  private long taken;

  private boolean full;

  /**
   * @param most labels that are kept
   */
  FeedbackRoom(LabelSource source, int most, MeterRegistry registry) {
    this.source = source;
    this.most = most;
    this.refused =
        Counter.builder("serin.feedback.refused")
            .description("Labels refused because feedback.rows are kept already")
            .tag("source", source.toString())
            .register(registry);
    Gauge.builder("serin.feedback.kept", this::kept)
        .description("Labels that the journal keeps")
        .tag("source", source.toString())
        .register(registry);
  }

  /** Whether there is room for one more label, which is then taken. */
  synchronized boolean take(Connection connection) throws SQLException {
    if (kept.isEmpty()) {
      recount(connection);
    }
    boolean room = kept.orElse(0) < most;
    if (room) {
      kept = OptionalLong.of(kept.orElse(0) + 1);
      taken++;
    } else {
      refused.increment();
    }
    tell(!room);
    return room;
  }

  /**
   * Counts what is kept. Labels taken meanwhile may be missing in the count, and are added: for a
   * moment it may be too high, never too low.
   */
  void recount(Connection connection) throws SQLException {
    long before = taken();
    long found =
        Sql.query(
                connection,
                rows -> rows.getLong(1),
                "SELECT COUNT(*) FROM feedback WHERE source = ?",
                source.toString())
            .get(0);
    synchronized (this) {
      kept = OptionalLong.of(found + taken - before);
    }
  }

  private synchronized long taken() {
    return taken;
  }

  private synchronized double kept() {
    return kept.isPresent() ? kept.getAsLong() : Double.NaN;
  }

  /** Once each time that it becomes full, not for each label. */
  private void tell(boolean isFull) {
    if (isFull && !full) {
      log.warn(
          "The journal keeps {} labels of source {} and takes no more: raise feedback.rows, or lower feedback.keep",
          most,
          source);
    }
    full = isFull;
  }
}
