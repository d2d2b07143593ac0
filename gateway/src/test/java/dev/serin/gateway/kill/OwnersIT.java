package dev.serin.gateway.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.journal.PostgresServer;
import dev.serin.gateway.kill.Kept.Rollout;
import dev.serin.gateway.routing.UnitHash;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three gateways share a journal; the one that drives the rollouts is killed, paused, cut off from
 * it, or left without a word from it, at random moments under load. {@code -Dserin.kills=30} does
 * that often, {@code -Dserin.seed=...} at the moments of another run.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
final class OwnersIT {
  private static final int GATEWAYS = 3;
  private static final long LEASE_MS = 1_000;
  private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

  /** What befalls a gateway. */
  private enum Trouble {
    KILLED,
    PAUSED,
    CUT_OFF,
    UNANSWERED
  }

  private final long seed = Long.getLong("serin.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Link> links = new ArrayList<>();
  private final GatewayProcess[] gateways = new GatewayProcess[GATEWAYS];
  private final Told told = new Told();
  private final Map<String, Set<String>> canaries = new ConcurrentHashMap<>();
  private final Set<String> replayed = new HashSet<>();
  private PostgresServer server;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path data, @TempDir Path own) throws Exception {
    assumeTrue(PostgresServer.missing().isEmpty(), () -> PostgresServer.missing().orElseThrow());
    System.out.println("owners: seed " + seed);
    folder = data;
    server = PostgresServer.start(own);
    int port = Integer.parseInt(server.url().replaceFirst(".*:(\\d+)/.*", "$1"));
    for (int i = 0; i < GATEWAYS; i++) {
      links.add(new Link(port));
      Models.write(folder.resolve("" + i).resolve("models"));
      // One after the other: the first makes the tables.
      gateways[i] = start(i).ready();
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    for (GatewayProcess gateway : gateways) {
      if (gateway != null) {
        gateway.close();
      }
    }
    links.forEach(Link::close);
    if (server != null) {
      server.close();
    }
  }

  @Test
  void owner_inTroubleAtAnyMoment_oneDecidesAndWithProof() throws Exception {
    int troubles = Integer.getInteger("serin.kills", 4);
    Map<Trouble, Integer> had = new HashMap<>();
    for (int i = 0; i < troubles; i++) {
      // Each of them in a short run, too.
      Trouble trouble = Trouble.values()[i % Trouble.values().length];
      had.merge(trouble, 1, Integer::sum);
      disturb(trouble);
      check();
    }
    report(had);
  }

  private void disturb(Trouble trouble) throws Exception {
    Crowd crowd = new Crowd(List.of(gateways.clone()), told, canaries, random.split());
    List<Future<?>> busy = crowd.start(threads);
    LockSupport.parkNanos(1_000_000L * (300 + random.nextInt(1_500)));
    int owner = owner();
    LockSupport.parkNanos(1_000_000L * random.nextInt(60));
    long away = 1_000_000L * (LEASE_MS / 2 + random.nextLong(2 * LEASE_MS));
    switch (trouble) {
      case KILLED -> {
        gateways[owner].kill();
        LockSupport.parkNanos(away);
        gateways[owner] = start(owner).ready();
      }
      case PAUSED -> {
        gateways[owner].pause();
        LockSupport.parkNanos(away);
        gateways[owner].resume();
      }
      case CUT_OFF -> {
        links.get(owner).cut();
        LockSupport.parkNanos(away);
        links.get(owner).heal();
      }
      case UNANSWERED -> {
        links.get(owner).silence();
        LockSupport.parkNanos(away);
        links.get(owner).heal();
      }
      default -> throw new AssertionError(trouble);
    }
    LockSupport.parkNanos(1_000_000L * random.nextInt(500));
    crowd.end();
    for (Future<?> one : busy) {
      one.get(60, TimeUnit.SECONDS);
    }
  }

  /** All gateways do and show what the journal says, and the journal is sound. */
  private void check() throws Exception {
    for (GatewayProcess gateway : gateways) {
      assertThat(gateway.isAlive()).as("it ended by itself: %s", gateway.errors()).isTrue();
      ShownState shown = new ShownState(gateway);
      long end = System.nanoTime() + PATIENCE_NS;
      Kept kept = read();
      String wrong = difference(shown, kept);
      while (!wrong.isEmpty()) {
        assertThat(System.nanoTime()).as("%s; %s", wrong, gateway.errors()).isLessThan(end);
        LockSupport.parkNanos(25_000_000);
        kept = read();
        wrong = difference(shown, kept);
      }
    }
    Kept kept = read();
    JournalRules.check(kept);
    told.check(kept);
    canaries.forEach(
        (version, users) ->
            assertThat(users)
                .as("users of version %s", version)
                .allMatch(user -> isCanary(kept, version, user)));
    assertOneOwnerForEachTerm();
    try (Connection connection = server.connect()) {
      told.checkFeedback(Kept.feedback(connection));
    }
  }

  private String difference(ShownState shown, Kept kept) throws Exception {
    String wrong = shown.difference(kept);
    for (Rollout rollout : wrong.isEmpty() ? kept.rollouts() : List.<Rollout>of()) {
      if (!replayed.contains(rollout.id()) && !shown.isReplayed(rollout.id())) {
        return rollout.id() + " is not the same when it is done again";
      }
      if (rollout.ended()) {
        replayed.add(rollout.id());
      }
    }
    return wrong;
  }

  /** By a weight that was written down: a gateway may be behind, but never has its own. */
  private static boolean isCanary(Kept kept, String version, String user) {
    return kept.rollouts().stream()
        .filter(rollout -> rollout.plan().getString("candidate").equals(version))
        .anyMatch(rollout -> UnitHash.of(rollout.id(), user).bucket() < rollout.weightMax());
  }

  /** Terms never go back from entry to entry, and all of one term were written by one process. */
  private void assertOneOwnerForEachTerm() throws SQLException {
    Map<Long, String> writers = new HashMap<>();
    Map<String, Long> terms = new HashMap<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT rollout, term, writer FROM entry ORDER BY rollout, seq")) {
      while (rows.next()) {
        long term = rows.getLong("term");
        String writer = rows.getString("writer");
        assertThat(term).isPositive();
        assertThat(writers.computeIfAbsent(term, any -> writer)).isEqualTo(writer);
        Long before = terms.put(rows.getString("rollout"), term);
        assertThat(term).isGreaterThanOrEqualTo(before == null ? 0 : before);
      }
    }
  }

  private int owner() throws Exception {
    long end = System.nanoTime() + PATIENCE_NS;
    while (true) {
      for (int i = 0; i < GATEWAYS; i++) {
        HttpResponse<String> answer =
            gateways[i].manage("GET", "/v1/rollouts", "nobody", BodyPublishers.noBody());
        if (new JsonObject(answer.body()).getJsonObject("owner").getBoolean("here")) {
          return i;
        }
      }
      assertThat(System.nanoTime()).as("there is no owner").isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private GatewayProcess start(int place) throws IOException {
    Path own = Files.createDirectories(folder.resolve("" + place));
    return GatewayProcess.start(
        http,
        own,
        List.of(
            "journal.url=jdbc:postgresql://127.0.0.1:" + links.get(place).port() + "/postgres",
            "journal.user=" + server.user(),
            "journal.timeout=2s",
            "rollouts.tick=50ms",
            "feedback.evidence=all",
            "rollouts.pulse=50ms",
            "rollouts.lease=" + LEASE_MS + "ms"),
        Map.of(
            "SERIN_JOURNAL_PASSWORD",
            server.password(),
            "SERIN_FEEDBACK_KEY",
            "a key that all of the gateways have"));
  }

  private Kept read() throws SQLException {
    try (Connection connection = server.connect()) {
      return Kept.read(connection);
    }
  }

  private void report(Map<Trouble, Integer> had) throws SQLException {
    Kept kept = read();
    long promoted = kept.rollouts().stream().filter(r -> r.phase().equals("promoted")).count();
    long aborted = kept.rollouts().stream().filter(r -> r.phase().equals("aborted")).count();
    Optional<Long> terms = terms();
    System.out.printf(
        "owners: %s, %d terms, %d requests (%d refused), %d rollouts, %d promoted, %d aborted, %d words acknowledged%n",
        had,
        terms.orElse(0L),
        told.requests.get(),
        told.refused.get(),
        kept.rollouts().size(),
        promoted,
        aborted,
        told.words());
    assertThat(kept.rollouts()).isNotEmpty();
    assertThat(terms.orElse(0L)).isGreaterThan(1);
  }

  private Optional<Long> terms() throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT term FROM lease")) {
      return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
    }
  }
}
