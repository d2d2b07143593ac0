package dev.serin.gateway.journal;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/** One file in the data directory. */
final class Sqlite implements Database {
  private final Path file;
  private final SQLiteDataSource source;

  Sqlite(Path file, Duration timeout) {
    this.file = file;
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // With NORMAL, a write-ahead log is synced at checkpoints only: the last commits could be lost.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout((int) timeout.toMillis());
    config.enforceForeignKeys(true);
    source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
  }

  @Override
  public String name() {
    return "SQLite in " + file;
  }

  @Override
  public DataSource source() {
    return source;
  }

  @Override
  public Connection connectToWrite() throws SQLException {
    return source.getConnection();
  }

  @Override
  public Connection connectToRead() throws SQLException {
    return source.getConnection();
  }

  @Override
  public String begin() {
    // Takes the write lock at once: a transaction that reads first may be refused it later.
    return "BEGIN IMMEDIATE";
  }

  @Override
  public boolean isRefusal(SQLException e) {
    // The low byte is the kind; what is above tells more about it.
    int kind = e.getErrorCode() & 0xff;
    return kind == SQLiteErrorCode.SQLITE_CONSTRAINT.code
        || kind == SQLiteErrorCode.SQLITE_TOOBIG.code
        || kind == SQLiteErrorCode.SQLITE_MISMATCH.code;
  }

  @Override
  public String advice() {
    return "see that this user may write the file and its directory, that the disk has room, and that no other program holds it";
  }

  @Override
  public void finish(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
  }
}
