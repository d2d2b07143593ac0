package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.journal.PostgresServer;
import dev.serin.gateway.kill.Kept.Event;
import dev.serin.gateway.kill.Kept.Rollout;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway with a real worker is killed at random moments, while rollouts run under load; what was
 * told before must be true after. {@code -Dserin.kills=50} kills that often, {@code
 * -Dserin.seed=...} at the moments of another run.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class RolloutKillIT {
  private static final int CALLERS = 5;

  /** Callers that send a new image each time. */
  private static final int FRESH = 3;

  /** One of so many kills comes while the process starts. */
  private static final int EARLY = 6;

  /** Looks at a journal that stands still before what differs from it is a fault. */
  private static final int LOOKS = 40;

  /** Opens the journal beside the process. */
  private interface Database {
    Connection connect() throws SQLException;
  }

  private final Path folder;
  private final long seed = Long.getLong("serin.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1);
  private final Told told = new Told();
  private final Set<String> replayed = new HashSet<>();

  RolloutKillIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void kill_atAnyMoment_whatWasToldIsTrue() throws Exception {
    Path file = folder.resolve("data").resolve("journal.db");
    run("SQLite", 5, List.of(), Map.of(), () -> DriverManager.getConnection("jdbc:sqlite:" + file));
  }

  @Test
  void kill_onPostgres_whatWasToldIsTrue(@TempDir Path own) throws Exception {
    assumeTrue(PostgresServer.missing().isEmpty(), () -> PostgresServer.missing().orElseThrow());
    try (PostgresServer server = PostgresServer.start(own)) {
      run(
          "PostgreSQL",
          3,
          List.of("journal.url=" + server.url(), "journal.user=" + server.user()),
          Map.of("SERIN_JOURNAL_PASSWORD", server.password()),
          server::connect);
    }
  }

  private void run(
      String name,
      int usual,
      List<String> settings,
      Map<String, String> environment,
      Database database)
      throws Exception {
    System.out.println(name + ": seed " + seed);
    Models.write(folder.resolve("models"));
    List<String> all = new ArrayList<>(settings);
    all.add("rollouts.tick=50ms");
    // What callers say is to become evidence, so that kills come between a label and its pair.
    all.add("feedback.evidence=all");
    int kills = Integer.getInteger("serin.kills", usual);
    for (int kill = 1; kill <= kills; kill++) {
      try (GatewayProcess serin = GatewayProcess.start(http, folder, all, environment)) {
        if (kill % EARLY == 0) {
          LockSupport.parkNanos(1_000_000L * random.nextInt(2_500));
        } else {
          check(serin.ready(), database);
          loadUntilKilled(serin);
        }
        serin.kill();
      }
    }
    try (GatewayProcess serin = GatewayProcess.start(http, folder, all, environment)) {
      check(serin.ready(), database);
      serin.kill();
    }
    report(name, kills, database);
  }

  private void loadUntilKilled(GatewayProcess serin) throws Exception {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    running.add(CompletableFuture.runAsync(new Operator(serin, told, random.split()), threads));
    for (int i = 0; i < CALLERS; i++) {
      Callers callers = new Callers(serin, told, i < FRESH, random.split());
      running.add(CompletableFuture.runAsync(callers, threads));
    }
    LockSupport.parkNanos(1_000_000L * (300 + random.nextInt(1_500)));
    assertThat(serin.isAlive()).as("it ended by itself: %s", serin.errors()).isTrue();
    serin.kill();
    for (CompletableFuture<Void> thread : running) {
      thread.get(60, TimeUnit.SECONDS);
    }
    told.running(null);
  }

  private void check(GatewayProcess serin, Database database) throws Exception {
    assertShows(new ShownState(serin), database);
    Kept now = read(database);
    JournalRules.check(now);
    told.check(now);
    try (Connection connection = database.connect()) {
      told.checkFeedback(Kept.feedback(connection));
    }
  }

  /** Nobody else uses it now, but the controller goes on. */
  private void assertShows(ShownState shown, Database database) throws Exception {
    Kept kept = read(database);
    String wrong = difference(shown, kept);
    for (int looks = 1; looks < LOOKS && !wrong.isEmpty(); looks++) {
      LockSupport.parkNanos(25_000_000);
      Kept before = kept;
      kept = read(database);
      looks = kept.states().equals(before.states()) ? looks : 0;
      wrong = difference(shown, kept);
    }
    assertThat(wrong).isEmpty();
  }

  private String difference(ShownState shown, Kept kept) throws Exception {
    String wrong = shown.difference(kept);
    return wrong.isEmpty() ? replay(shown, kept) : wrong;
  }

  private String replay(ShownState shown, Kept kept) throws Exception {
    for (Rollout rollout : kept.rollouts()) {
      if (!replayed.contains(rollout.id()) && !shown.isReplayed(rollout.id())) {
        return rollout.id() + " is not the same when it is done again";
      }
      if (rollout.ended()) {
        replayed.add(rollout.id());
      }
    }
    return "";
  }

  private static Kept read(Database database) throws SQLException {
    try (Connection connection = database.connect()) {
      return Kept.read(connection);
    }
  }

  private void report(String name, int kills, Database database) throws SQLException {
    Kept kept = read(database);
    List<Event> events = kept.rollouts().stream().flatMap(r -> r.events().stream()).toList();
    System.out.printf(
        "%s: %d kills, %d requests (%d refused), %d labels acknowledged and none lost, %d rollouts, %d events, %d words acknowledged, %d promotions (%d by proof), %d aborts (%d by harm)%n",
        name,
        kills,
        told.requests.get(),
        told.refused.get(),
        told.feedback(),
        kept.rollouts().size(),
        events.size(),
        told.words(),
        count(events, "promoted", ".*"),
        count(events, "promoted", "serin"),
        count(events, "aborted", ".*"),
        count(events, "aborted", "serin"));
    assertThat(told.feedback()).isPositive();
    assertThat(kept.rollouts()).isNotEmpty();
  }

  private static long count(List<Event> events, String phase, String actor) {
    return events.stream().filter(e -> e.to().equals(phase) && e.actor().matches(actor)).count();
  }
}
