package dev.serin.gateway.kill;

import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the journal has at one moment, read past Serin.
 *
 * @param rollouts in the order of their start
 * @param stable the last word on the stable version; empty where there is none
 */
record Kept(List<Rollout> rollouts, String stable) {
  /**
   * A rollout.
   *
   * @param entries numbers of its entries
   * @param events in order
   */
  record Rollout(
      String id,
      JsonObject plan,
      String phase,
      JsonObject state,
      boolean ended,
      List<Long> entries,
      List<Event> events) {

    Kind kind() {
      return Kind.of(plan);
    }

    int steps() {
      return plan.getJsonArray("steps").size();
    }

    /** In units of 1/10,000. */
    int weight(int step) {
      return plan.getJsonArray("steps").getJsonObject(step - 1).getInteger("weight");
    }

    int step() {
      return state.getInteger("step") + 1;
    }

    /** As it should be now, in units of 1/10,000. */
    int weight() {
      return ended ? 0 : weight(step());
    }

    /** The largest weight so far. */
    int weightMax() {
      return events.stream().mapToInt(event -> weight(event.step())).max().orElse(0);
    }

    Event last() {
      return events.get(events.size() - 1);
    }
  }

  /** A change of a rollout. */
  record Event(long seq, long entry, long at, String actor, JsonObject body) {
    @Nullable String from() {
      return body.getString("from");
    }

    String to() {
      return body.getString("to");
    }

    int step() {
      return body.getInteger("step");
    }

    String reason() {
      return body.getString("reason");
    }

    /** Tells it apart from all others. */
    String key() {
      return seq + " " + actor + " " + from() + " " + to() + " " + step() + " " + reason();
    }
  }

  private interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** All rollouts, in one transaction. */
  static Kept read(Connection connection) throws SQLException {
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    connection.setAutoCommit(false);
    Map<String, List<Long>> entries = new HashMap<>();
    query(
        connection,
        "SELECT rollout, seq FROM entry ORDER BY rollout, seq",
        row -> of(entries, row.getString(1)).add(row.getLong(2)));
    Map<String, List<Event>> events = new HashMap<>();
    query(
        connection,
        "SELECT rollout, seq, entry, at, actor, body FROM event ORDER BY rollout, seq",
        row -> of(events, row.getString(1)).add(event(row)));
    List<Rollout> rollouts =
        query(
            connection,
            "SELECT id, plan, phase, state, ended FROM rollout ORDER BY started, id",
            row -> rollout(row, entries, events));
    List<String> stables =
        query(
            connection,
            "SELECT version FROM stable ORDER BY number DESC LIMIT 1",
            row -> row.getString(1));
    connection.rollback();
    return new Kept(rollouts, stables.isEmpty() ? "" : stables.get(0));
  }

  /** Labels by prediction. */
  static Map<String, String> feedback(Connection connection) throws SQLException {
    Map<String, String> all = new HashMap<>();
    query(
        connection,
        "SELECT prediction, label FROM feedback",
        row -> all.put(row.getString(1), row.getString(2)));
    return all;
  }

  Optional<Rollout> running() {
    return rollouts.stream().filter(rollout -> !rollout.ended()).findFirst();
  }

  Optional<Rollout> find(String id) {
    return rollouts.stream().filter(rollout -> rollout.id().equals(id)).findFirst();
  }

  /** All that a move of a rollout changes, without its evidence. */
  List<String> states() {
    return rollouts.stream().map(rollout -> rollout.id() + rollout.state()).toList();
  }

  private static Rollout rollout(
      ResultSet row, Map<String, List<Long>> entries, Map<String, List<Event>> events)
      throws SQLException {
    String id = row.getString("id");
    row.getLong("ended");
    boolean ended = !row.wasNull();
    return new Rollout(
        id,
        new JsonObject(row.getString("plan")),
        row.getString("phase"),
        new JsonObject(row.getString("state")),
        ended,
        of(entries, id),
        of(events, id));
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getLong("seq"),
        row.getLong("entry"),
        row.getLong("at"),
        row.getString("actor"),
        new JsonObject(row.getString("body")));
  }

  private static <T> List<T> of(Map<String, List<T>> all, String id) {
    return all.computeIfAbsent(id, key -> new ArrayList<>());
  }

  private static <T> List<T> query(Connection connection, String sql, Reader<T> reader)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }
}
