package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Observed.Disagreement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The strongest disagreements of a whole rollout. Only what gets among them is told, so that a
 * journal does not fill with images that nobody will look at. Not thread-safe.
 */
final class Strongest {
  static final int MOST = 10;

  private static final Comparator<Disagreement> ORDER =
      Comparator.comparingDouble(Disagreement::strength)
          .reversed()
          .thenComparing(Disagreement::image);

  private final List<Disagreement> top = new ArrayList<>();
  private final List<Disagreement> news = new ArrayList<>();

  void offer(Disagreement disagreement) {
    if (enter(disagreement)) {
      news.add(disagreement);
      news.retainAll(top);
    }
  }

  /** Those of an earlier run: nobody needs to hear of them again. */
  void restore(List<Disagreement> before) {
    before.forEach(this::enter);
  }

  /** Those that got among the strongest since this was last asked, strongest first. */
  List<Disagreement> drain() {
    news.sort(ORDER);
    List<Disagreement> drained = List.copyOf(news);
    news.clear();
    return drained;
  }

  /** Takes back what was drained. */
  void giveBack(List<Disagreement> drained) {
    news.addAll(drained);
    news.retainAll(top);
  }

  private boolean enter(Disagreement disagreement) {
    if (top.stream().anyMatch(known -> known.image().equals(disagreement.image()))) {
      return false;
    }
    top.add(disagreement);
    top.sort(ORDER);
    return top.size() <= MOST || !top.remove(MOST).equals(disagreement);
  }
}
