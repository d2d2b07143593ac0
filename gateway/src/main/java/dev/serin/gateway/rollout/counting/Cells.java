package dev.serin.gateway.rollout.counting;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A set of hashes in bounded memory: what falls into a cell that is taken counts as known. So a
 * collision can only leave a unit out, never count one twice, and it does so as often on one side
 * of a split as on the other. With n units in 2^b cells a new unit is left out with a chance of
 * {@code 1 - (1 - 2^-b)^n}: for b = 20 that is 1 % at 10,500 units, 9 % at 100,000 and 61 % at a
 * million. Not thread-safe.
 */
final class Cells {
  private final BitSet taken = new BitSet();
  private List<Integer> news = new ArrayList<>();

  boolean isTaken(int cell) {
    return taken.get(cell);
  }

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
