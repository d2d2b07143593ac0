package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.error.ProblemCode;
import dev.serin.gateway.error.Problems;
import dev.serin.gateway.feedback.Feedback;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Label;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Stable;
import dev.serin.gateway.rollout.RolloutStore.Write;
import dev.serin.gateway.usage.UsageCounts;
import dev.serin.gateway.usage.UsageKey;
import dev.serin.gateway.usage.UsageRow;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the journal promises, whatever database is under it. */
abstract class JournalContract {
  static final Instant T0 = Instant.parse("2026-01-01T10:00:00Z");
  static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** In which a failure must be told: three time-outs, and time for a loaded machine. */
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final int KILLS = 10;
  private static final String MODEL = "pets";
  private static final String IMAGE = "a".repeat(64);

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
    return Journal.open(vertx, config(timeout, queue), folder, registry).await();
  }

  private void reopen() {
    journal.close().await();
    journal = open(TIMEOUT, 1000);
  }

  private RolloutStore rollouts() {
    return journal.rollouts();
  }

  @Test
  void write_everyPart_readBackAlsoAfterReopening() {
    Row row = row("r1", T0, "progressing");
    Event started = new Event(1, T0, "anna", "{\"e\":1}");
    rollouts().write(new Write(row, null, started, List.of(), null)).await();
    Entry entry = new Entry(1, T0.plusMillis(1), "{\"x\":\"ä€\uD83D\uDC24\"}");
    Event moved = new Event(2, T0.plusMillis(1), "controller", "{}");
    Row ended = new Row("r1", MODEL, "{\"p\":1}", T0, "promoted", "{\"s\":2}", T0.plusSeconds(9));
    Stable stable = new Stable(MODEL, "2", null);
    rollouts().write(new Write(ended, entry, moved, List.of(IMAGE), stable)).await();
    for (int round = 0; round < 2; round++) {
      assertThat(rollouts().find("r1").await()).contains(ended);
      assertThat(rollouts().entries("r1", 0, 10).await()).containsExactly(entry);
      assertThat(rollouts().events("r1", 0, 10).await()).containsExactly(started, moved);
      assertThat(rollouts().stables().await()).containsExactly(stable);
      reopen();
    }
  }

  @Test
  void read_nothingKept_empty() {
    assertThat(rollouts().find("r1").await()).isEmpty();
    assertThat(rollouts().list(10).await()).isEmpty();
    assertThat(rollouts().entries("r1", 0, 10).await()).isEmpty();
    assertThat(rollouts().events("r1", 0, 10).await()).isEmpty();
    assertThat(rollouts().stables().await()).isEmpty();
    assertThat(rollouts().unpaired("r1", MODEL, T0, 10).await()).isEmpty();
    assertThat(journal.usage().read(T0, T0.plusSeconds(7200)).await()).isEmpty();
  }

  @Test
  void list_several_newestFirstUpToTheLimit() {
    for (int i = 0; i < 3; i++) {
      start("r" + i, T0.plusSeconds(i));
    }
    assertThat(rollouts().list(2).await()).extracting(Row::id).containsExactly("r2", "r1");
  }

  @Test
  void entries_afterAndLimit_inOrder() {
    start("r1", T0);
    start("r2", T0);
    for (int i = 1; i <= 5; i++) {
      look("r1", i, event(i + 1), List.of(), null);
    }
    look("r2", 1, null, List.of(), null);
    assertThat(rollouts().entries("r1", 2, 2).await())
        .extracting(Entry::seq)
        .containsExactly(3L, 4L);
    assertThat(rollouts().events("r1", 4, 9).await())
        .extracting(Event::seq)
        .containsExactly(5L, 6L);
  }

  @Test
  void stables_severalModels_newestWordOfEach() {
    start("r1", T0);
    look("r1", 1, null, List.of(), new Stable(MODEL, "2", "1"));
    look("r1", 2, null, List.of(), new Stable("cars", "7", "6"));
    look("r1", 3, null, List.of(), new Stable(MODEL, "", null));
    assertThat(rollouts().stables().await())
        .containsExactly(new Stable("cars", "7", "6"), new Stable(MODEL, "", null));
  }

  @Test
  void write_lastEntryAgain_takesThePlaceOfAllThatCameOfIt() {
    start("r1", T0);
    look("r1", 1, event(2), List.of(IMAGE), null);
    Stable promoted = new Stable(MODEL, "2", "1");
    look("r1", 2, event(3), List.of("b".repeat(64)), promoted);
    Entry again = new Entry(2, T0.plusSeconds(5), "{\"more\":1}");
    Write repeat = new Write(row("r1", T0, "aborted"), again, event(3), List.of(), null);
    rollouts().write(repeat).await();
    rollouts().write(repeat).await();
    assertThat(rollouts().entries("r1", 1, 9).await()).containsExactly(again);
    assertThat(rollouts().events("r1", 0, 9).await()).hasSize(3);
    assertThat(rollouts().stables().await()).isEmpty();
    assertThat(count("pair")).isEqualTo(1);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("aborted");
  }

  @Test
  void write_refusedHalfWay_leavesNothing() {
    start("r1", T0);
    look("r1", 1, event(2), List.of(), null);
    // Event 2 is there already, of another entry; the row, the entry and the pair come before it.
    Write bad =
        new Write(
            row("r1", T0, "aborted"),
            new Entry(2, T0, "{}"),
            event(2),
            List.of(IMAGE),
            new Stable(MODEL, "2", null));
    assertThat(failure(rollouts().write(bad)).problem().code()).isEqualTo(ProblemCode.INTERNAL);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
    assertThat(rollouts().entries("r1", 0, 9).await()).hasSize(1);
    assertThat(count("pair")).isZero();
    assertThat(rollouts().stables().await()).isEmpty();
  }

  @Test
  void write_refusedBesideOthersInOneTransaction_onlyItFails() {
    start("r1", T0);
    List<Future<Void>> good = new ArrayList<>();
    List<Future<Void>> bad = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      good.add(journal.feedback().put(FeedbackWriter.feedback("p" + i)));
      bad.add(
          rollouts()
              .write(new Write(row("r1", T0, "x"), new Entry(9, T0, "{}"), null, List.of(), null)));
    }
    Future.all(good).await();
    bad.forEach(JournalContract::failure);
    assertThat(count("feedback")).isEqualTo(20);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
  }

  @Test
  void write_entryOutOfOrder_refused() {
    start("r1", T0);
    look("r1", 1, null, List.of(), null);
    look("r1", 2, null, List.of(), null);
    for (long seq : new long[] {1, 4}) {
      Write write = new Write(row("r1", T0, "x"), new Entry(seq, T0, "{}"), null, List.of(), null);
      assertThat(failure(rollouts().write(write))).hasMessageContaining("cannot follow entry 2");
    }
  }

  @Test
  void write_entryOfAnotherProcess_refused() {
    start("r1", T0);
    Journal other = open(TIMEOUT, 10);
    try {
      look("r1", 1, null, List.of(), null);
      Write same = new Write(row("r1", T0, "x"), new Entry(1, T0, "{}"), null, List.of(), null);
      assertThat(failure(other.rollouts().write(same))).hasMessageContaining("another process");
    } finally {
      other.close().await();
    }
  }

  @Test
  void put_secondWord_replacesTheFirst() {
    put("p1", IMAGE, "cat", T0);
    put("p1", IMAGE, "dog", T0.plusSeconds(1));
    put("p1", IMAGE, "dog", T0.plusSeconds(1));
    start("r1", T0);
    assertThat(count("feedback")).isEqualTo(1);
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label(IMAGE, "dog"));
  }

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
    Feedback odd = new Feedback("odd", MODEL, "1", IMAGE, "cat", "a\u0000b", T0);
    Future<Void> first = journal.feedback().put(odd);
    Future<Void> next = journal.feedback().put(FeedbackWriter.feedback("p1"));
    next.await();
    Throwable refused = catchThrowable(first::await);
    if (refused != null) {
      assertThat(refused).isInstanceOf(JournalException.class);
    }
    Feedback injection =
        new Feedback("'); DROP TABLE feedback; --", MODEL, "1", IMAGE, "a", "'", T0);
    journal.feedback().put(injection).await();
    assertThat(count("feedback")).isEqualTo(refused == null ? 3 : 2);
  }

  @Test
  void unpaired_labels_firstOfEachImageOfTheModelSinceThenWithoutPairs() {
    start("r1", T0);
    start("r2", T0);
    String paired = "b".repeat(64);
    put("p1", IMAGE, "dog", T0.plusSeconds(2));
    put("p2", IMAGE, "cat", T0.plusSeconds(1));
    put("p3", paired, "dog", T0.plusSeconds(3));
    put("p4", "c".repeat(64), "dog", T0.minusSeconds(1));
    put("p5", "d".repeat(64), "bird", T0);
    journal
        .feedback()
        .put(new Feedback("p6", "cars", "1", "e".repeat(64), "cat", "dog", T0.plusSeconds(1)))
        .await();
    look("r1", 1, null, List.of(paired), null);
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await())
        .containsExactly(new Label("d".repeat(64), "bird"), new Label(IMAGE, "cat"));
    assertThat(rollouts().unpaired("r1", MODEL, T0, 1).await()).hasSize(1);
    assertThat(rollouts().unpaired("r2", MODEL, T0, 9).await()).hasSize(3);
  }

  @Test
  void usage_addedTwice_summedWithTheFeedbackOfTheHour() {
    UsageKey cat = new UsageKey(T0, MODEL, "1", "cat");
    UsageKey none = new UsageKey(T0, MODEL, "1", null);
    UsageKey later = new UsageKey(T0.plusSeconds(3600), MODEL, "1", "cat");
    UsageCounts counts = new UsageCounts(10, 1, 2, 7.5);
    journal.usage().add(Map.of(cat, counts, none, new UsageCounts(3, 3, 0, 0))).await();
    journal.usage().add(Map.of(cat, counts, later, counts)).await();
    journal.usage().add(Map.of()).await();
    put("p1", IMAGE, "cat", T0.plusSeconds(1));
    put("p2", IMAGE, "dog", T0.plusSeconds(3599));
    put("p3", IMAGE, "cat", T0.plusSeconds(7200));
    assertThat(journal.usage().read(T0, T0.plusSeconds(3600)).await())
        .containsExactly(
            new UsageRow(none, new UsageCounts(3, 3, 0, 0), 0, 0),
            new UsageRow(cat, counts.plus(counts), 2, 1));
    UsageKey onlyFeedback = new UsageKey(T0.plusSeconds(7200), MODEL, "1", "cat");
    assertThat(journal.usage().read(T0.plusMillis(1), T0.plusSeconds(7201)).await())
        .containsExactly(
            new UsageRow(later, counts, 0, 0),
            new UsageRow(onlyFeedback, new UsageCounts(0, 0, 0, 0), 1, 1));
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
        .containsExactly(new UsageRow(key, new UsageCounts(200, 0, 0, 100), 0, 0));
  }

  @Test
  void storage_goneAndBack_failsInBoundedTimeAndRecoversByItself() throws Exception {
    start("r1", T0);
    put("p0", IMAGE, "cat", T0);
    double before = registry.get("serin.journal.failures").counter().count();
    AutoCloseable outage = outage();
    try {
      List<Future<Void>> lost =
          Stream.of(
                  journal.feedback().put(FeedbackWriter.feedback("p1")),
                  rollouts()
                      .write(
                          new Write(
                              row("r1", T0, "x"), new Entry(1, T0, "{}"), null, List.of(), null)),
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
    journal.feedback().put(FeedbackWriter.feedback("p2")).await();
    assertThat(registry.get("serin.journal.failures").counter().count()).isEqualTo(before + 3);
    assertThat(count("feedback")).isEqualTo(2);
    assertThat(rollouts().find("r1").await().orElseThrow().phase()).isEqualTo("progressing");
    assertThat(journal.usage().read(T0, T0.plusSeconds(1)).await()).hasSize(1);
  }

  @Test
  void queue_full_refusedAtOnceAnd503() throws Exception {
    journal.close().await();
    journal = open(TIMEOUT, 2);
    List<Future<Void>> puts = new ArrayList<>();
    AutoCloseable outage = outage();
    try {
      for (int i = 0; i < 10; i++) {
        puts.add(journal.feedback().put(FeedbackWriter.feedback("p" + i)));
      }
      // At least seven: two wait, and the batch under way took one, or two and one more came in.
      assertThat(
              puts.stream()
                  .filter(Future::failed)
                  .map(Future::cause)
                  .filter(e -> Problems.of(e).code() == ProblemCode.OVERLOADED)
                  .filter(e -> Problems.of(e).status() == 503))
          .hasSizeGreaterThan(4);
      puts.forEach(JournalContract::failure);
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
    assertThat(failure(Journal.open(vertx, config(TIMEOUT, 10), folder, registry)))
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
          writeUntilKilled("k" + round, 1 + random.nextInt(400), random.nextInt(3_000_000)));
      reopen();
      assertSound();
      assertThat(predictions()).as("seed %d, round %d", seed, round).containsAll(acknowledged);
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
  }

  /**
   * @param count acknowledged words after which the end comes
   * @param delayNs from the last of them to the end
   */
  private Set<String> writeUntilKilled(String prefix, int count, int delayNs) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                FeedbackWriter.class.getName(),
                folder.toString(),
                prefix));
    command.addAll(address());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectError(folder.resolve("err-" + prefix).toFile()).start();
    Set<String> ids = new HashSet<>();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      read(out, count, ids);
      assertThat(ids).as("the process ended by itself").hasSize(count);
      long end = System.nanoTime() + delayNs;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      process.destroyForcibly();
      read(out, Integer.MAX_VALUE, ids);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return ids;
  }

  /** Reads whole lines that say an id; the last one may be torn. */
  private static void read(BufferedReader out, int count, Set<String> ids) {
    try {
      StringBuilder line = new StringBuilder();
      while (ids.size() < count) {
        int c = out.read();
        if (c < 0) {
          return;
        }
        if (c != '\n') {
          line.append((char) c);
          continue;
        }
        if (line.toString().matches("k\\d+-\\d+")) {
          ids.add(line.toString());
        }
        line.setLength(0);
      }
    } catch (IOException e) {
      // The stream of a process that was killed may close while it is read.
    }
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

  private void start(String id, Instant at) {
    rollouts()
        .write(
            new Write(
                row(id, at, "progressing"), null, new Event(1, at, "anna", "{}"), List.of(), null))
        .await();
  }

  private void look(
      String id, long seq, @Nullable Event event, List<String> pairs, @Nullable Stable stable) {
    Entry entry = new Entry(seq, T0.plusSeconds(seq), "{}");
    rollouts().write(new Write(row(id, T0, "progressing"), entry, event, pairs, stable)).await();
  }

  private static Row row(String id, Instant started, String phase) {
    return new Row(id, MODEL, "{}", started, phase, "{}", null);
  }

  private static Event event(long seq) {
    return new Event(seq, T0, "controller", "{}");
  }

  private void put(String prediction, String image, String label, Instant at) {
    journal.feedback().put(new Feedback(prediction, MODEL, "1", image, "cat", label, at)).await();
  }

  long count(String table) {
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
