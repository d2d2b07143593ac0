package dev.serin.gateway.journal;

import dev.serin.gateway.config.JournalConfig;
import dev.serin.gateway.config.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL server, version 12 or newer. */
final class Postgres implements Database {
  private static final int STANDSTILL_MS = 2_000;

  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final Duration timeout;

  Postgres(String url, JournalConfig config) {
    timeout = config.timeout();
    source.setUrl(url);
    config.user().ifPresent(source::setUser);
    config.password().map(Secret::reveal).ifPresent(source::setPassword);
    source.setApplicationName("serin");
    int seconds = (int) Math.max(1, (timeout.toMillis() + 999) / 1000);
    source.setConnectTimeout(seconds);
    source.setLoginTimeout(seconds);
    // The server gives up by itself at the time-out; this is for one that says nothing any more.
    source.setSocketTimeout(seconds + 1);
    source.setTcpKeepAlive(true);
  }

  @Override
  public String name() {
    return "PostgreSQL at "
        + source.getServerNames()[0]
        + ":"
        + source.getPortNumbers()[0]
        + "/"
        + source.getDatabaseName();
  }

  @Override
  public DataSource source() {
    return source;
  }

  @Override
  public Connection connectToWrite() throws SQLException {
    Connection connection = connectToRead();
    try (Statement statement = connection.createStatement()) {
      // Whoever stands still within a transaction lets go of the lease that others wait for.
      statement.execute("SET idle_in_transaction_session_timeout = " + STANDSTILL_MS);
      // A server set to "off" acknowledges commits that a crash of it loses.
      statement.execute(
          "SELECT set_config('synchronous_commit', 'on', false)"
              + " WHERE current_setting('synchronous_commit') = 'off'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public Connection connectToRead() throws SQLException {
    Connection connection = source.getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = " + timeout.toMillis());
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public String begin() {
    return "BEGIN";
  }

  @Override
  public boolean isRefusal(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    return state.startsWith("22") || state.startsWith("23");
  }

  @Override
  public String advice() {
    return "see that it runs, and that journal.url, journal.user and journal.password are right";
  }

  @Override
  public void finish(Connection connection) {
    // The server looks after its files itself.
  }
}
