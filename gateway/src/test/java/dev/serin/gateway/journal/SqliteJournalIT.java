package dev.serin.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.feedback.LabelSource;
import dev.serin.gateway.usage.LabelCounts;
import dev.serin.gateway.usage.UsageRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteDataSource;

final class SqliteJournalIT extends JournalContract {
  @Override
  JournalConfig config(Duration timeout, int queue) {
    return new JournalConfig(Optional.empty(), Optional.empty(), Optional.empty(), timeout, queue);
  }

  @Override
  List<String> address() {
    return List.of();
  }

  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  /** Another program holds the write lock. */
  @Override
  AutoCloseable outage() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
    }
    return connection;
  }

  @Override
  void assertSound() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("ok");
    }
  }

  @Test
  void close_always_writeAheadLogIsInTheFile() {
    journal.feedback().put(FeedbackWriter.feedback("p1")).await();
    assertThat(folder.resolve("journal.db-wal")).isNotEmptyFile();
    journal.close().await();
    assertThat(folder.resolve("journal.db-wal")).doesNotExist();
  }

  /** All that came before labels had a source came through the public port. */
  @Test
  void open_journalOfAnEarlierRelease_itsLabelsAreOfCallers() throws SQLException, IOException {
    journal.close().await();
    Files.delete(file());
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + file());
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .target("2")
        .load()
        .migrate();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO feedback VALUES ('p1', 'pets', '1', '%s', 'cat', 'dog', %d)"
              .formatted(IMAGE, T0.toEpochMilli()));
    }
    journal = open(TIMEOUT, 10);
    UsageRow row = journal.usage().read(T0, T0.plusSeconds(3600)).await().get(0);
    assertThat(row.caller()).isEqualTo(new LabelCounts(1, 0));
    assertThat(row.feedback()).isEqualTo(new LabelCounts(1, 0));
    assertThat(row.trusted()).isEqualTo(LabelCounts.NONE);
    assertThat(rollouts().unpaired("r1", MODEL, T0, 9).await()).isEmpty();
    put(LabelSource.CALLER, "p1", IMAGE, "cat", T0);
    assertThat(count("feedback")).isEqualTo(1);
  }

  @Test
  void open_directoryCannotBeMade_saysWhatToDo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(
            failure(
                Journal.open(vertx, config(TIMEOUT, 1), LABELS, file.resolve("data"), registry)))
        .hasMessageContaining(file.resolve("data").toString())
        .hasMessageContaining("data.directory");
  }

  @Test
  void open_fileIsNoDatabase_saysWhatToDo() throws IOException {
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.writeString(data.resolve("journal.db"), "not a database ".repeat(100));
    assertThat(failure(Journal.open(vertx, config(TIMEOUT, 1), LABELS, data, registry)))
        .hasMessageContaining(data.resolve("journal.db").toString())
        .hasMessageContaining("not a database");
  }

  private Path file() {
    return folder.resolve("journal.db");
  }
}
