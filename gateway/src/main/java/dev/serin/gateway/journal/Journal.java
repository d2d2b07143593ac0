package dev.serin.gateway.journal;

import dev.serin.gateway.catalog.VersionIdentityStore;
import dev.serin.gateway.config.FeedbackConfig;
import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.feedback.FeedbackStore;
import dev.serin.gateway.fleet.FleetStore;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.usage.UsageStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What outlives the process, in SQLite or PostgreSQL. All that its stores give back fails with a
 * {@link JournalException}, within about three times {@code journal.timeout}, while the database
 * does not answer, and works again when it does.
 */
public final class Journal {
  /** One writes, one reads. */
  private static final int THREADS = 2;

  /** Most writes of one transaction. */
  private static final int GROUP = 256;

  private final WorkerExecutor pool;
  private final Lane writes;
  private final Lane reads;
  private final RolloutStore rollouts;
  private final FeedbackStore feedback;
  private final UsageStore usage;
  private final FleetStore fleet;
  private final VersionIdentityStore versions;

  private Journal(
      WorkerExecutor pool,
      Lane writes,
      Lane reads,
      FeedbackConfig labels,
      boolean shared,
      MeterRegistry registry) {
    String writer = name();
    this.pool = pool;
    this.writes = writes;
    this.reads = reads;
    rollouts = new SqlRolloutStore(writes, reads, writer, labels.evidence());
    feedback = new SqlFeedbackStore(writes, reads, labels.rows(), registry);
    usage = new SqlUsageStore(writes, reads);
    versions = new SqlVersionIdentityStore(writes);
    fleet = shared ? new SqlFleetStore(writes, reads, writer) : FleetStore.ALONE;
  }

  /**
   * Opens the journal, and makes it where there is none.
   *
   * @param labels how many are kept, and which count in rollouts' guards
   * @param data where SQLite keeps its file; made where it is not there
   * @return fails with a {@link JournalException} whose message is for people: the directory cannot
   *     be written, the database does not answer, or a newer Serin has changed its schema
   */
  public static Future<Journal> open(
      Vertx vertx, JournalConfig config, FeedbackConfig labels, Path data, MeterRegistry registry) {
    return open(vertx, config, labels, data, registry, System::nanoTime);
  }

  static Future<Journal> open(
      Vertx vertx,
      JournalConfig config,
      FeedbackConfig labels,
      Path data,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    // What takes longer than a job may wait, a connection may take and a commit may take is stuck.
    long stuckNs = 4 * config.timeout().toNanos();
    WorkerExecutor pool =
        vertx.createSharedWorkerExecutor("serin-journal", THREADS, stuckNs, TimeUnit.NANOSECONDS);
    return pool.executeBlocking(() -> prepared(config, data), false)
        .map(database -> wired(vertx, config, labels, database, pool, registry, nanoTime))
        .onFailure(e -> pool.close());
  }

  private static Database prepared(JournalConfig config, Path data) {
    Database database =
        config
            .url()
            .<Database>map(url -> new Postgres(url, config))
            .orElseGet(() -> sqlite(config, data));
    Migration.run(database);
    return database;
  }

  private static Database sqlite(JournalConfig config, Path data) {
    try {
      Files.createDirectories(data);
    } catch (IOException e) {
      throw JournalException.unavailable(
          "The journal cannot be kept in %s: that is no directory that can be made (%s). Name another one with data.directory."
              .formatted(data, e),
          e);
    }
    return new Sqlite(data.resolve("journal.db"), config.timeout());
  }

  private static Journal wired(
      Vertx vertx,
      JournalConfig config,
      FeedbackConfig labels,
      Database database,
      WorkerExecutor pool,
      MeterRegistry registry,
      LongSupplier nanoTime) {
    JournalMeters meters = new JournalMeters(registry);
    long timeoutNs = config.timeout().toNanos();
    Lane writes =
        new Lane(
            vertx,
            pool,
            new WriteSession(database, nanoTime, meters),
            new Lane.Limits(config.queue(), GROUP, timeoutNs),
            nanoTime);
    Lane reads =
        new Lane(
            vertx,
            pool,
            new ReadSession(database, nanoTime, meters),
            new Lane.Limits(config.queue(), 1, timeoutNs),
            nanoTime);
    meters.watch("write", writes::waiting);
    meters.watch("read", reads::waiting);
    return new Journal(pool, writes, reads, labels, config.url().isPresent(), registry);
  }

  /** Names this process: the machine for people, the rest so that no two are the same. */
  private static String name() {
    String machine = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "gateway");
    return machine + "/" + UUID.randomUUID();
  }

  public RolloutStore rollouts() {
    return rollouts;
  }

  public FeedbackStore feedback() {
    return feedback;
  }

  public UsageStore usage() {
    return usage;
  }

  public VersionIdentityStore versions() {
    return versions;
  }

  /** Other gateways that use the same journal. */
  public FleetStore fleet() {
    return fleet;
  }

  /** Refuses what comes from now on, does what waits, and closes the database. */
  public Future<Void> close() {
    return reads.close().eventually(writes::close).eventually(pool::close);
  }
}
