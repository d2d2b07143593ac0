package dev.serin.gateway.rollout;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rollouts for good. A future that completes means: safe from a crash. One that fails means
 * that nothing of it was kept; the cause is for the log.
 */
public interface RolloutStore {
  /**
   * A rollout and where it stands.
   *
   * @param plan as JSON, with every default filled in
   * @param phase as {@code Phase} spells it
   * @param state as JSON
   * @param ended null while it runs
   */
  record Row(
      String id,
      String model,
      String plan,
      Instant started,
      String phase,
      String state,
      @Nullable Instant ended) {}

  /**
   * What a rollout was told at one moment: a look with what was observed, or a command.
   *
   * @param seq counts from 1 in each rollout
   * @param body as JSON
   */
  record Entry(long seq, Instant at, String body) {}

  /**
   * A change, for people and for the audit.
   *
   * @param seq counts from 1 in each rollout
   * @param actor who made it
   * @param body as JSON
   */
  record Event(long seq, Instant at, String actor, String body) {}

  /**
   * Which version a promotion made stable.
   *
   * @param version empty where an abort took the promotion back
   * @param declared what {@code model.yaml} named at that time: another name there ends this
   */
  record Stable(String model, String version, @Nullable String declared) {}

  /**
   * All that one move changes; kept whole or not at all.
   *
   * @param entry null at the start
   * @param event null where nothing changed but the evidence
   * @param pairs images whose labels are in the entry
   * @param stable null where it stays
   */
  record Write(
      Row row,
      @Nullable Entry entry,
      @Nullable Event event,
      List<String> pairs,
      @Nullable Stable stable) {}

  /** Keeps a move; the first one of a rollout makes it. */
  Future<Void> write(Write write);

  /** All rollouts, newest first, at most {@code limit}. */
  Future<List<Row>> list(int limit);

  Future<Optional<Row>> find(String id);

  /** Entries in order, from {@code after} on, at most {@code limit}. */
  Future<List<Entry>> entries(String id, long after, int limit);

  /** Events in order, from {@code after} on, at most {@code limit}. */
  Future<List<Event>> events(String id, long after, int limit);

  /** The newest word on each model. */
  Future<List<Stable>> stables();

  /**
   * Labels of the model given since {@code from} on images whose pair the rollout does not have,
   * first label of each image, at most {@code limit}.
   */
  Future<List<Label>> unpaired(String rollout, String model, Instant from, int limit);

  /**
   * A label of an image.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   */
  record Label(String image, String label) {}
}
