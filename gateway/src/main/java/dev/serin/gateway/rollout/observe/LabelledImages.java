package dev.serin.gateway.rollout.observe;

import dev.serin.gateway.rollout.Observed.LabelledPair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The images of a rollout that somebody labelled, by the first 64 bits of their digests. One image
 * is one draw, however many people label it. Not thread-safe.
 */
final class LabelledImages {
  /** Most images of one rollout: some 60 MB. */
  static final int MOST = 1_000_000;

  /** Most pairs that wait to be journaled. */
  static final int WAITING_MOST = 10_000;

  private static final Logger log = LoggerFactory.getLogger(LabelledImages.class);

  private final String rollout;
  private final int most;
  private final Set<Long> known = new HashSet<>();
  private List<LabelledPair> news = new ArrayList<>();
  private boolean told;

  LabelledImages(String rollout, int most) {
    this.rollout = rollout;
    this.most = most;
  }

  boolean wants(String image) {
    return news.size() < WAITING_MOST && hasRoom() && !known.contains(prefix(image));
  }

  /** Whether the pair is the first of its image, and was taken. */
  boolean add(LabelledPair pair) {
    if (!wants(pair.image())) {
      return false;
    }
    known.add(prefix(pair.image()));
    news.add(pair);
    return true;
  }

  /** Images of an earlier run. */
  void restore(List<LabelledPair> pairs) {
    pairs.forEach(pair -> known.add(prefix(pair.image())));
  }

  /** Pairs taken since this was last asked. */
  List<LabelledPair> drain() {
    List<LabelledPair> drained = news;
    news = new ArrayList<>();
    return drained;
  }

  /** Takes back what was drained. */
  void giveBack(List<LabelledPair> drained) {
    List<LabelledPair> all = new ArrayList<>(drained);
    all.addAll(news);
    news = all;
  }

  private boolean hasRoom() {
    boolean room = known.size() < most;
    if (!room && !told) {
      told = true;
      log.warn("Rollout {} has {} labelled images and takes no more labels", rollout, most);
    }
    return room;
  }

  private static long prefix(String image) {
    return Long.parseUnsignedLong(image, 0, 16, 16);
  }
}
