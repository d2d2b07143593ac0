package dev.serin.gateway.rollout.control;

import static dev.serin.gateway.error.ProblemCode.NO_ROLLOUT;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.serin.gateway.error.Problem;
import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Event;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replay;
import dev.serin.gateway.rollout.journal.Replayer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Reads what is kept of rollouts, page by page. */
final class Journal {
  private static final int PAGE = 1_000;
  private static final int ROLLOUTS = 1_000;
  private static final int TRIES = 5;

  private final RolloutStore store;
  private final Loop loop;
  private final StorageHealth health;
  private final Cache<Row, Journaled> over = Caffeine.newBuilder().maximumSize(64).build();

  Journal(RolloutStore store, Loop loop, StorageHealth health) {
    this.store = store;
    this.loop = loop;
    this.health = health;
  }

  /** The newest rollouts, newest first. */
  Future<List<Row>> rows() {
    return read(store.list(ROLLOUTS));
  }

  /** The rollout, or the problem that there is none. */
  Future<Row> row(String id) {
    return read(store.find(id))
        .map(
            found ->
                found.orElseThrow(
                    () ->
                        new Problem(NO_ROLLOUT, "no rollout has the id '" + id + "'").exception()));
  }

  /** A rollout done again from its first entry to its last. */
  Future<Replayer> replay(Row row) {
    return loop.here(loop.compute(() -> new Replayer(row)))
        .compose(replayer -> feed(replayer, row.id(), 0));
  }

  /**
   * Whether a journal leads to what was done. Its parts are read one after the other: where the
   * rollout moved between them they are read anew, for they would seem to contradict each other.
   */
  Future<Replay> compare(String id) {
    return compare(id, TRIES);
  }

  private Future<Replay> compare(String id, int tries) {
    return row(id)
        .compose(
            row ->
                replay(row)
                    .compose(again -> events(id, 0).map(events -> Replay.of(row, again, events)))
                    .compose(found -> found.same() ? done(found) : recheck(row, found, tries)));
  }

  private Future<Replay> recheck(Row row, Replay found, int tries) {
    return row(row.id())
        .compose(now -> now.equals(row) || tries == 1 ? done(found) : compare(row.id(), tries - 1));
  }

  private static Future<Replay> done(Replay found) {
    return Future.succeededFuture(found);
  }

  /** A rollout as its journal leaves it; those that are over are kept for a while. */
  Future<Journaled> known(Row row) {
    Journaled kept = over.getIfPresent(row);
    return kept != null
        ? Future.succeededFuture(kept)
        : replay(row)
            .map(Replayer::rollout)
            .onSuccess(
                rollout -> {
                  if (row.ended() != null) {
                    over.put(row, rollout);
                  }
                });
  }

  /** All events after {@code after}. */
  Future<List<Event>> events(String id, long after) {
    return more(id, after, new ArrayList<>());
  }

  <T> Future<T> read(Future<T> answer) {
    return loop.here(health.watch(answer));
  }

  private Future<Replayer> feed(Replayer replayer, String id, long after) {
    return read(store.entries(id, after, PAGE))
        .compose(
            page ->
                loop.here(loop.compute(() -> fed(replayer, page)))
                    .compose(
                        fed ->
                            page.size() < PAGE
                                ? Future.succeededFuture(fed)
                                : feed(fed, id, page.get(page.size() - 1).seq())));
  }

  private static Replayer fed(Replayer replayer, List<Entry> page) {
    page.forEach(replayer::feed);
    return replayer;
  }

  private Future<List<Event>> more(String id, long after, List<Event> known) {
    return read(store.events(id, after, PAGE))
        .compose(
            page -> {
              known.addAll(page);
              return page.size() < PAGE
                  ? Future.succeededFuture(known)
                  : more(id, page.get(page.size() - 1).seq(), known);
            });
  }
}
