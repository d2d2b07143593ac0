package dev.serin.gateway.rollout.observe;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A set of hashes in bounded memory: what falls into a cell that is taken counts as known. Some who
 * are new are missed that way, as many on one side of a split as on the other. Not thread-safe.
 */
final class Cells {
  private final BitSet taken = new BitSet();
  private List<Integer> news = new ArrayList<>();

  /** Whether the cell was free. */
  boolean take(int cell) {
    if (taken.get(cell)) {
      return false;
    }
    taken.set(cell);
    news.add(cell);
    return true;
  }

  /** Cells that were taken before, and that nobody needs to hear of again. */
  void restore(List<Integer> cells) {
    cells.forEach(taken::set);
  }

  /** Cells taken since this was last asked. */
  List<Integer> drain() {
    List<Integer> drained = news;
    news = new ArrayList<>();
    return drained;
  }

  /** Takes back what was drained. */
  void giveBack(List<Integer> drained) {
    List<Integer> all = new ArrayList<>(drained);
    all.addAll(news);
    news = all;
  }
}
