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
   * @param pairs images whose labels are in the entry, or are left out for good
   * @param stable null where it stays
   */
  record Write(
      Row row,
      @Nullable Entry entry,
      @Nullable Event event,
      List<String> pairs,
      @Nullable Stable stable) {}

  /**
   * Under which lease a move was decided, and on what other gateways saw.
   *
   * @param term of the lease; 0 where no other gateway shares the journal
   * @param taken sightings that are in the entry, which go with it
   */
  record Mandate(long term, List<SightingId> taken) {
    public Mandate {
      taken = List.copyOf(taken);
    }
  }

  /**
   * Names what a gateway saw of a rollout between two ticks.
   *
   * @param gateway names a process
   * @param seq rises with each that it sends
   */
  record SightingId(String gateway, long seq) {}

  /**
   * What a gateway saw of a rollout between two ticks.
   *
   * @param body as JSON
   */
  record Sighting(SightingId id, String body) {}

  /**
   * Keeps a move; the first one of a rollout makes it. Fails with a {@link
   * dev.serin.gateway.fleet.FencedException} where the lease is not held any more.
   */
  Future<Void> write(Write write, Mandate mandate);

  /**
   * Whether the entry of a write that gave no answer was kept. Where it is still on its way, that
   * is waited for: what is false now will not become true. Fails as {@link #write} does.
   */
  Future<Boolean> isKept(Write write, Mandate mandate);

  /** Rollouts that moved after {@code revision}, in the order of their last moves. */
  Future<List<Row>> changed(long revision);

  /**
   * Keeps what this gateway saw until the owner takes it. A rollout that is over wants to know
   * nothing; what is told again is kept once.
   *
   * @param seq higher than that of all before
   * @param body as JSON
   */
  Future<Void> tell(String rollout, long seq, String body);

  /** What gateways told of a rollout and is in no entry yet, at most {@code limit}. */
  Future<List<Sighting>> sightings(String rollout, int limit);

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
   * Labels that count as evidence, of the model, given since {@code from} on images whose pair the
   * rollout does not have, at most {@code limit}: of each image the first label, a trusted one
   * before a caller's.
   */
  Future<List<Label>> unpaired(String rollout, String model, Instant from, int limit);

  /**
   * How many labels of the model were given in {@code [from, to)} and do not count as evidence, at
   * most {@code limit}.
   */
  Future<Long> uncounted(String model, Instant from, Instant to, int limit);

  /**
   * A label of an image.
   *
   * @param image SHA-256 of the image, 64 hexadecimal digits
   * @param prediction id of the answer that the label is for
   */
  record Label(String image, String label, String prediction) {}
}
