package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.config.Secret;
import dev.serin.gateway.fleet.Beat;
import dev.serin.gateway.fleet.FencedException;
import dev.serin.gateway.fleet.Notice;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Mandate;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.RolloutStore.Sighting;
import dev.serin.gateway.rollout.RolloutStore.Write;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresJournalIT extends JournalContract {
  private static PostgresServer server;

  @BeforeAll
  static void startServer(@TempDir Path folder) {
    assumeTrue(PostgresServer.missing().isEmpty(), () -> PostgresServer.missing().orElseThrow());
    server = PostgresServer.start(folder);
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void empty() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA public CASCADE");
      statement.execute("CREATE SCHEMA public");
    }
  }

  @Override
  JournalConfig config(Duration timeout, int queue) {
    return config(server.password(), timeout, queue);
  }

  private static JournalConfig config(String password, Duration timeout, int queue) {
    return new JournalConfig(
        Optional.of(server.url()),
        Optional.of(server.user()),
        Optional.of(new Secret(password)),
        timeout,
        queue);
  }

  @Override
  List<String> address() {
    return List.of(server.url(), server.user(), server.password());
  }

  @Override
  Connection connect() throws SQLException {
    return server.connect();
  }

  @Override
  AutoCloseable outage() {
    server.stop();
    return server::start;
  }

  @Override
  void assertSound() {
    // PostgreSQL itself did not crash.
  }

  @Test
  void put_serverSilent_failsInBoundedTimeAndRecovers() {
    reopen(SHORT, 10);
    putUntilKept("p1");
    server.freeze();
    try {
      assertThat(failure(journal.feedback().put(FeedbackWriter.feedback("p2"))).problem().status())
          .isEqualTo(503);
      assertThat(failure(journal.rollouts().list(1)).problem().status()).isEqualTo(503);
    } finally {
      server.thaw();
    }
    putUntilKept("p3");
    reopen();
    assertThat(journal.rollouts().list(1).await()).isEmpty();
  }

  @Test
  void put_serverCrashes_acknowledgedWordsAreThere() {
    for (int i = 0; i < 50; i++) {
      journal.feedback().put(FeedbackWriter.feedback("p" + i)).await();
    }
    server.stop();
    server.start();
    assertThat(count("feedback")).isEqualTo(50);
  }

  @Test
  void lease_heldExpiredOrGivenUp_oneHolderAndEachTermOnce() {
    Journal other = open(TIMEOUT, 1000);
    try {
      Duration brief = Duration.ofMillis(200);
      assertThat(beat(journal, brief)).isEqualTo(List.of(true, 1L));
      assertThat(beat(other, brief)).isEqualTo(List.of(false, 1L));
      assertThat(beat(journal, brief)).isEqualTo(List.of(true, 1L));
      long end = System.nanoTime() + TIMEOUT.toNanos();
      while (!beat(other, Duration.ofMinutes(1)).equals(List.of(true, 2L))) {
        assertThat(System.nanoTime()).isLessThan(end);
      }
      assertThat(beat(journal, brief)).isEqualTo(List.of(false, 2L));
      journal.fleet().release().await();
      assertThat(beat(journal, brief)).isEqualTo(List.of(false, 2L));
      other.fleet().release().await();
      assertThat(beat(journal, brief)).isEqualTo(List.of(true, 3L));
    } finally {
      other.close().await();
    }
  }

  @Test
  void write_underALostLease_fencedAndNothingKept() {
    Journal other = open(TIMEOUT, 1000);
    try {
      beat(journal, Duration.ofMinutes(1));
      start("r1", T0);
      journal.fleet().release().await();
      beat(other, Duration.ofMinutes(1));
      Write late = write("r1", 1);
      Mandate lost = new Mandate(1, List.of());
      assertThat(rollouts().write(late, lost).transform(PostgresJournalIT::cause).await())
          .isInstanceOf(FencedException.class);
      assertThat(rollouts().isKept(late, lost).transform(PostgresJournalIT::cause).await())
          .isInstanceOf(FencedException.class);
      assertThat(rollouts().entries("r1", 0, 9).await()).isEmpty();
      other.rollouts().write(late, new Mandate(2, List.of())).await();
      assertThat(rollouts().entries("r1", 0, 9).await()).hasSize(1);
    } finally {
      other.close().await();
    }
  }

  @Test
  void sightings_toldTwiceAndTaken_keptOnceUntilTheyAreInAnEntry() {
    start("r1", T0);
    beat(journal, Duration.ofMinutes(1));
    for (long seq : new long[] {1, 1, 2}) {
      rollouts().tell("r1", seq, "{\"n\":" + seq + "}").await();
    }
    rollouts().tell("none", 1, "{}").await();
    List<Sighting> all = rollouts().sightings("r1", 10).await();
    assertThat(all).extracting(Sighting::body).containsExactly("{\"n\":1}", "{\"n\":2}");
    rollouts().write(write("r1", 1), new Mandate(1, List.of(all.get(0).id()))).await();
    assertThat(rollouts().sightings("r1", 10).await()).containsExactly(all.get(1));
    Write end =
        new Write(
            new Row("r1", MODEL, "{}", T0, "aborted", "{}", T0.plusSeconds(2)),
            new Entry(2, T0.plusSeconds(2), "{}"),
            null,
            List.of(),
            null);
    rollouts().write(end, new Mandate(1, List.of())).await();
    rollouts().tell("r1", 3, "{}").await();
    assertThat(rollouts().sightings("r1", 10).await()).isEmpty();
  }

  @Test
  void notices_ofTwoGateways_inOneOrderAndRaiseTheRevision() {
    Journal other = open(TIMEOUT, 1000);
    try {
      long before = journal.fleet().beat(TIMEOUT).await().revision();
      other.fleet().publish("purge", "a").await();
      journal.fleet().publish("purge", "b").await();
      List<Notice> heard = journal.fleet().notices(before, 10).await();
      assertThat(heard).extracting(Notice::body).containsExactly("a", "b");
      assertThat(heard).extracting(Notice::own).containsExactly(false, true);
      assertThat(journal.fleet().beat(TIMEOUT).await().revision())
          .isEqualTo(heard.get(1).number())
          .isEqualTo(before + 2);
    } finally {
      other.close().await();
    }
  }

  private static List<Object> beat(Journal gateway, Duration lease) {
    Beat beat = gateway.fleet().beat(lease).await();
    return List.of(beat.owner(), beat.term());
  }

  private static Future<Throwable> cause(AsyncResult<?> outcome) {
    return Future.succeededFuture(Objects.requireNonNull(outcome.cause(), "it did not fail"));
  }

  @Test
  void open_wrongPassword_saysWhatToDoAndNoSecret() {
    assertThat(failure(Journal.open(vertx, config("wrong", TIMEOUT, 1), LABELS, folder, registry)))
        .hasMessageContaining("journal.password")
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void open_serverAway_saysWhatToDo() {
    server.stop();
    try {
      assertThat(failure(Journal.open(vertx, config(TIMEOUT, 1), LABELS, folder, registry)))
          .hasMessageContaining("PostgreSQL at 127.0.0.1:")
          .hasMessageContaining("see that it runs");
    } finally {
      server.start();
    }
  }
}
