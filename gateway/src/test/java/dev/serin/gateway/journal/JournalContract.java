package dev.serin.gateway.journal;

import static dev.serin.gateway.usage.LabelCounts.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.usage.UsageCounts;
import dev.serin.gateway.usage.UsageKey;
import dev.serin.gateway.usage.UsageRow;
import io.vertx.core.Future;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the journal promises under load, in outages and crashes, and at its ends. */
abstract class JournalContract extends StoreContract {
  private static final int KILLS = 10;

  @Test
  void put_concurrently_allKeptInFewerTransactions() {
    int all = 900;
    Future.all(
            IntStream.range(0, all)
                .mapToObj(i -> journal.feedback().put(FeedbackWriter.feedback("p" + i)))
                .toList())
        .await();
    assertThat(count("feedback")).isEqualTo(all);
    assertThat(registry.get("serin.journal.write").timer().count()).isLessThan(all / 2);
  }

  @Test
  void put_labelThatNoDatabaseLikes_keptOrRefusedAndTheNextIsKept() {
    Feedback odd =
        new Feedback("odd", LabelSource.CALLER, MODEL, "1", IMAGE, "cat", "a\u0000b", T0);
    Future<Void> first = journal.feedback().put(odd);
    Future<Void> next = journal.feedback().put(FeedbackWriter.feedback("p1"));
    next.await();
    Throwable refused = catchThrowable(first::await);
    if (refused != null) {
      assertThat(refused).isInstanceOf(JournalException.class);
    }
    Feedback injection =
        new Feedback(
            "'); DROP TABLE feedback; --", LabelSource.CALLER, MODEL, "1", IMAGE, "a", "'", T0);
    journal.feedback().put(injection).await();
    assertThat(count("feedback")).isEqualTo(refused == null ? 3 : 2);
  }

  @Test
  void usage_addedConcurrently_nothingLost() {
    UsageKey key = new UsageKey(T0, MODEL, "1", "cat");
    Future.all(
            IntStream.range(0, 200)
                .mapToObj(i -> journal.usage().add(Map.of(key, new UsageCounts(1, 0, 0, 0.5))))
                .toList())
        .await();
    assertThat(journal.usage().read(T0, T0.plusSeconds(1)).await())
        .containsExactly(new UsageRow(key, new UsageCounts(200, 0, 0, 100), NONE, NONE, NONE));
  }

  @Test
  void storage_goneAndBack_failsInBoundedTimeAndRecoversByItself() throws Exception {
    start("r1", T0);
    put("p0", IMAGE, "cat", T0);
    reopen(SHORT, 1000);
    double before = registry.get("serin.journal.failures").counter().count();
    AutoCloseable outage = outage();
    try {
      List<Future<Void>> lost =
          Stream.of(
                  journal.feedback().put(FeedbackWriter.feedback("p1")),
                  rollouts()
                      .write(
                          new Write(
                              row("r1", T0, "x"), new Entry(1, T0, "{}"), null, List.of(), null),
                          SOLE),
                  journal
                      .usage()
                      .add(Map.of(new UsageKey(T0, MODEL, "1", null), new UsageCounts(1, 0, 0, 0))))
              .toList();
      for (Future<Void> each : lost) {
        JournalException e = failure(each);
        assertThat(e.problem().status()).isEqualTo(503);
        assertThat(e.problem().retry()).isTrue();
        assertThat(Problems.of(e)).isEqualTo(e.problem());
      }
    } finally {
      outage.close();
    }
    assertThat(registry.get("serin.journal.failures").counter().count()).isEqualTo(before + 3);
    putUntilKept("p2");
    reopen();
    assertThat(count("feedback")).isEqualTo(2);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
    assertThat(journal.usage().read(T0, T0.plusSeconds(1)).await()).hasSize(1);
  }

  @Test
  void queue_full_refusedAtOnceAnd503() throws Exception {
    reopen(SHORT, 2);
    List<Future<Void>> puts = new ArrayList<>();
    AutoCloseable outage = outage();
    try {
      for (int i = 0; i < 1000; i++) {
        puts.add(journal.feedback().put(FeedbackWriter.feedback("p" + i)));
      }
      // How many depends on how fast the outage is noticed: a port that refuses is fast.
      assertThat(
              puts.stream()
                  .filter(Future::failed)
                  .map(Future::cause)
                  .filter(e -> Problems.of(e).code() == ProblemCode.OVERLOADED)
                  .filter(e -> Problems.of(e).status() == 503))
          .isNotEmpty();
      puts.forEach(JournalFixture::failure);
    } finally {
      outage.close();
    }
  }

  @Test
  void close_withWaitingPuts_allKept() {
    List<Future<Void>> puts =
        IntStream.range(0, 300)
            .mapToObj(i -> journal.feedback().put(FeedbackWriter.feedback("p" + i)))
            .toList();
    journal.close().await();
    Future.all(puts).await();
    assertThat(failure(journal.feedback().put(FeedbackWriter.feedback("late"))).problem().code())
        .isEqualTo(ProblemCode.CLOSING);
    journal.close().await();
    assertThat(count("feedback")).isEqualTo(300);
  }

  @Test
  void open_newerSchema_saysWhatToDo() throws SQLException {
    journal.close().await();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO flyway_schema_history (installed_rank, version, description, type, script,"
              + " installed_by, execution_time, success)"
              + " VALUES (99, '99', 'tomorrow', 'SQL', 'V99__tomorrow.sql', 'x', 0, '1')");
    }
    assertThat(failure(Journal.open(vertx, config(TIMEOUT, 10), LABELS, folder, registry)))
        .hasMessageContaining("has schema 99")
        .hasMessageContaining("start the newer Serin");
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM flyway_schema_history WHERE version = '99'");
    }
    journal = open(TIMEOUT, 10);
  }

  @Test
  void process_killedAtAnyMoment_everyAcknowledgedWordIsThere() throws Exception {
    long seed = Long.getLong("serin.seed", System.nanoTime());
    System.out.println("kill seed " + seed + " (-Dserin.seed)");
    Random random = new Random(seed);
    Set<String> acknowledged = new HashSet<>();
    for (int round = 0; round < KILLS; round++) {
      acknowledged.addAll(
          KilledWriter.run(
              folder, "k" + round, address(), 1 + random.nextInt(400), random.nextInt(3_000_000)));
      reopen();
      assertSound();
      assertThat(predictions()).as("seed %d, round %d", seed, round).containsAll(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
  }

  private Set<String> predictions() throws SQLException {
    Set<String> found = new HashSet<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT prediction FROM feedback")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
