package dev.serin.gateway.rollout.control;

import dev.serin.gateway.rollout.RolloutStore;
import dev.serin.gateway.rollout.RolloutStore.Entry;
import dev.serin.gateway.rollout.RolloutStore.Row;
import dev.serin.gateway.rollout.journal.Journaled;
import dev.serin.gateway.rollout.journal.Replayer;
import io.vertx.core.Future;
import java.util.List;

/**
 * A rollout that another gateway drives, read from the journal entry by entry. The last entry is
 * read again each time: its writer may write it once more. To be used on one thread.
 */
final class Trail {
  private static final int PAGE = 1_000;

  /** A rollout without its last entry, and with it. */
  private record Place(Journaled sure, Journaled now) {}

  private final RolloutStore store;
  private final Journal journal;
  private final Loop loop;
  private Place place;
  private Row row;
  private long told;

  /**
   * @throws RuntimeException where the row's plan cannot be read
   */
  Trail(RolloutStore store, Journal journal, Loop loop, Row row) {
    this.store = store;
    this.journal = journal;
    this.loop = loop;
    this.row = row;
    Journaled start = new Replayer(row).rollout();
    place = new Place(start, start);
  }

  /** The row as it was last seen. */
  Row row() {
    return row;
  }

  void row(Row next) {
    row = next;
  }

  /** Number of the last event that watchers were told. */
  long told() {
    return told;
  }

  void told(long event) {
    told = event;
  }

  /** The rollout as its journal leaves it now. */
  Future<Journaled> read() {
    return read(place)
        .map(
            found -> {
              // Two readers may come back in either order.
              if (found.now().entries() >= place.now().entries()) {
                place = found;
              }
              return found.now();
            });
  }

  private Future<Place> read(Place from) {
    return journal
        .read(store.entries(row.id(), from.sure().entries(), PAGE))
        .compose(
            page ->
                loop.here(loop.compute(() -> after(from, page)))
                    .compose(
                        next -> page.size() < PAGE ? Future.succeededFuture(next) : read(next)));
  }

  private static Place after(Place from, List<Entry> entries) {
    Journaled sure = from.sure();
    for (int i = 0; i < entries.size() - 1; i++) {
      sure = Replayer.next(sure, entries.get(i));
    }
    return entries.isEmpty()
        ? new Place(sure, sure)
        : new Place(sure, Replayer.next(sure, entries.get(entries.size() - 1)));
  }
}
