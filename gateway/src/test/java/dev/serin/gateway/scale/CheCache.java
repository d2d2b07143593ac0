package dev.serin.gateway.scale;

import java.util.ArrayList;
import java.util.List;

/**
 * The share of requests that a cache of recent results answers, for images whose popularity follows
 * Zipf's law: Che's approximation (Che, Tung and Wang, 2002; why it is good: Fricker, Robert and
 * Roberts, 2012).
 */
final class CheCache {
  /** Ranks that are reckoned one by one; those behind them in groups of a hundredth. */
  private static final int SINGLE = 1_000;

  private final List<Group> groups = new ArrayList<>();
  private final double sum;

  /**
   * Images of about one popularity.
   *
   * @param weight popularity of each, in units of the first
   */
  private record Group(long images, double weight) {}

  /**
   * @param images that there are
   * @param exponent of Zipf's law; 0: all alike
   */
  CheCache(int images, double exponent) {
    for (long rank = 1; rank <= images; ) {
      long many = Math.min(rank < SINGLE ? 1 : rank / 100, images - rank + 1);
      groups.add(new Group(many, Math.pow(rank + (many - 1) / 2.0, -exponent)));
      rank += many;
    }
    sum = groups.stream().mapToDouble(group -> group.images * group.weight).sum();
  }

  /**
   * @param entries of the cache, fewer than there are images
   */
  double hitRate(int entries) {
    double low = 0;
    double high = 1;
    while (kept(high) < entries) {
      high *= 2;
    }
    for (int step = 0; step < 60; step++) {
      double middle = (low + high) / 2;
      if (kept(middle) < entries) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double time = high;
    return groups.stream()
        .mapToDouble(g -> -g.images * g.weight / sum * Math.expm1(-g.weight / sum * time))
        .sum();
  }

  /** Images that were asked for in the last {@code requests}, on average. */
  private double kept(double requests) {
    return groups.stream()
        .mapToDouble(g -> -g.images * Math.expm1(-g.weight / sum * requests))
        .sum();
  }
}
