package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.config.Secret;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
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
  void open_wrongPassword_saysWhatToDoAndNoSecret() {
    assertThat(failure(Journal.open(vertx, config("wrong", TIMEOUT, 1), folder, registry)))
        .hasMessageContaining("journal.password")
        .hasMessageContaining("password authentication failed")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void open_serverAway_saysWhatToDo() {
    server.stop();
    try {
      assertThat(failure(Journal.open(vertx, config(TIMEOUT, 1), folder, registry)))
          .hasMessageContaining("PostgreSQL at 127.0.0.1:")
          .hasMessageContaining("see that it runs");
    } finally {
      server.start();
    }
  }
}
