package dev.serin.gateway.rollout.counting;

import dev.serin.gateway.rollout.Observed.LabelledPair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The labelled images of a rollout and their units, by 64 bits of each. One unit is one draw,
 * however many of its images are labelled, and so is one image, however many people label it. Two
 * of a million units share their 64 bits with a chance of 3 in 100 million; the second is left out.
 * Not thread-safe.
 */
final class LabelledImages {
  /** Most images of one rollout: some 110 MB with their units. */
  static final int MOST = 1_000_000;

  /** Most pairs that wait to be journaled. */
  static final int WAITING_MOST = 10_000;

  private static final Logger log = LoggerFactory.getLogger(LabelledImages.class);

  private final String rollout;
  private final int most;
  private final Set<Long> known = new HashSet<>();
  private final Set<Long> units = new HashSet<>();
  private List<LabelledPair> news = new ArrayList<>();
  private List<String> repeated = new ArrayList<>();
  private boolean told;

  LabelledImages(String rollout, int most) {
    this.rollout = rollout;
    this.most = most;
  }

  /** Whether a label of the image would be the first of it, and of its unit. */
  boolean wants(String image, String unit) {
    return isNew(image) && !isKnownUnit(unit);
  }

  /** Whether the pair is the first of its image and of its unit, and was taken. */
  boolean add(LabelledPair pair) {
    if (!wants(pair.image(), pair.unit())) {
      return false;
    }
    known.add(prefix(pair.image()));
    addUnit(pair.unit());
    news.add(pair);
    return true;
  }

  /** Leaves a new image out for good where its unit had a label before; whether it did. */
  boolean leaveOut(String image, String unit) {
    return isKnownUnit(unit) && leaveOut(image);
  }

  /** Leaves a new image out for good; whether it was new. */
  boolean leaveOut(String image) {
    if (!isNew(image)) {
      return false;
    }
    known.add(prefix(image));
    repeated.add(image);
    return true;
  }

  /** Images of an earlier run. */
  void restore(List<LabelledPair> pairs, List<String> leftOut) {
    pairs.forEach(
        pair -> {
          known.add(prefix(pair.image()));
          addUnit(pair.unit());
        });
    leftOut.forEach(image -> known.add(prefix(image)));
  }

  /** Pairs taken since this was last asked. */
  List<LabelledPair> drain() {
    List<LabelledPair> drained = news;
    news = new ArrayList<>();
    return drained;
  }

  /** Images left out since this was last asked. */
  List<String> drainRepeated() {
    List<String> drained = repeated;
    repeated = new ArrayList<>();
    return drained;
  }

  /** Takes back what was drained. */
  void giveBack(List<LabelledPair> drained, List<String> drainedRepeated) {
    List<LabelledPair> all = new ArrayList<>(drained);
    all.addAll(news);
    news = all;
    List<String> allRepeated = new ArrayList<>(drainedRepeated);
    allRepeated.addAll(repeated);
    repeated = allRepeated;
  }

  private boolean isNew(String image) {
    return news.size() + repeated.size() < WAITING_MOST
        && hasRoom()
        && !known.contains(prefix(image));
  }

  private boolean isKnownUnit(String unit) {
    return !unit.isEmpty() && units.contains(prefix(unit));
  }

  /** An older release wrote pairs without their units: there the image is all that is known. */
  private void addUnit(String unit) {
    if (!unit.isEmpty()) {
      units.add(prefix(unit));
    }
  }

  private boolean hasRoom() {
    boolean room = known.size() < most;
    if (!room && !told) {
      told = true;
      log.warn("Rollout {} has {} labelled images and takes no more labels", rollout, most);
    }
    return room;
  }

  private static long prefix(String hex) {
    return Long.parseUnsignedLong(hex, 0, 16, 16);
  }
}
