package dev.serin.gateway.rollout.simulate;

import dev.serin.gateway.rollout.simulate.Cell.Section;
import java.util.List;

/** Cells in which requests or images of one unit hang together. */
final class UnitScenarios {
  /** Labelled images of a run of equal versions; with an effect to find there are more. */
  static final int IMAGES = 2_000;

  static final int IMAGES_WITH_EFFECT = 5_000;

  private static final int[] USERS = {50, 1_000, 10_000};
  private static final double[] LEVELS = {0.1, 0.3, 0.6};
  private static final int[] CLUSTERS = {1, 5, 20};
  private static final String EQUAL = "equal";

  private UnitScenarios() {}

  static void add(List<Cell> cells) {
    for (int users : USERS) {
      Zipf zipf = new Zipf(users);
      for (double level : LEVELS) {
        sticky(cells, Section.STICKY, EQUAL, new StickyTrial(zipf, level, false, 1));
      }
      sticky(
          cells, Section.STICKY, "equal, the busy are slow", new StickyTrial(zipf, 0.3, true, 1));
      for (double level : LEVELS) {
        sticky(cells, Section.STICKY_SLOWER, "+15 %", new StickyTrial(zipf, level, false, 1.15));
        sticky(cells, Section.STICKY_SLOWER, "+50 %", new StickyTrial(zipf, level, false, 1.5));
      }
    }
    for (int size : CLUSTERS) {
      clusters(cells, Section.CLUSTERS, EQUAL, new ClusterTrial(size, IMAGES, 0));
      for (int points : new int[] {1, 2, 5}) {
        String effect = points == 1 ? "-1 point" : "-" + points + " points";
        ClusterTrial trial = new ClusterTrial(size, IMAGES_WITH_EFFECT, points / 100.0);
        clusters(cells, Section.CLUSTERS_WORSE, effect, trial);
      }
    }
  }

  private static void sticky(List<Cell> cells, Section section, String effect, StickyTrial trial) {
    List<String> labels =
        List.of(
            Text.count(trial.users().users()) + " users",
            "σ " + Text.number(trial.levelSd()),
            effect);
    cells.add(new Cell(section, labels, trial));
  }

  private static void clusters(
      List<Cell> cells, Section section, String effect, ClusterTrial trial) {
    cells.add(new Cell(section, List.of(trial.clustered() + " a unit", effect), trial));
  }
}
