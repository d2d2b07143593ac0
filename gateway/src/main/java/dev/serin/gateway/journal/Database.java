package dev.serin.gateway.journal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What differs between the databases; the schema and all statements are the same. */
interface Database {
  /** For people: what and where; no secrets. */
  String name();

  /** Connections for migrations. */
  DataSource source();

  /** A connection that writes, in no transaction, with which an acknowledged commit is on disk. */
  Connection connectToWrite() throws SQLException;

  /** A connection that is never kept waiting by one that writes. */
  Connection connectToRead() throws SQLException;

  /** Begins a transaction that writes. */
  String begin();

  /**
   * Whether {@code e} is the fault of one statement's values, so that the connection and what else
   * is in the transaction are still good.
   */
  boolean isRefusal(SQLException e);

  /** What to do about a database that does not work; goes on a sentence. */
  String advice();

  /** Before the last connection closes. */
  void finish(Connection connection) throws SQLException;
}
