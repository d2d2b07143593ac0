package dev.serin.gateway.rollout.simulate;

import java.util.List;
import java.util.Locale;

/**
 * One row of a table: one scenario.
 *
 * @param section the table
 * @param labels what tells it from the other rows, one for each of the section's columns
 * @param trial what is run
 */
record Cell(Section section, List<String> labels, Trial trial) {
  /** The tables. */
  enum Section {
    /** Two equal versions: every abort is a false one. */
    HEALTHY,
    /** The worst that is still no harm, and what is better than stable. */
    BOUNDARY,
    /** A candidate that fails more often. */
    ERRORS,
    /** Signals of quality with nothing to find. */
    QUALITY_NULL,
    /** Signals of quality with something to find. */
    QUALITY,
    /** Several signals, each at its boundary. */
    TOGETHER,
    /** Equal versions for users who come again. */
    STICKY,
    /** A slower candidate for users who come again. */
    STICKY_SLOWER,
    /** Equal versions on images that hang together. */
    CLUSTERS,
    /** A candidate that is wrong more often on images that hang together. */
    CLUSTERS_WORSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether requests or images of one unit hang together. */
    boolean isOfUnits() {
      return switch (this) {
        case STICKY, STICKY_SLOWER, CLUSTERS, CLUSTERS_WORSE -> true;
        case HEALTHY, BOUNDARY, ERRORS, QUALITY_NULL, QUALITY, TOGETHER -> false;
      };
    }

    /** Whether every abort is a false one. */
    boolean isNull() {
      return switch (this) {
        case HEALTHY, BOUNDARY, QUALITY_NULL, TOGETHER, STICKY, CLUSTERS -> true;
        case ERRORS, QUALITY, STICKY_SLOWER, CLUSTERS_WORSE -> false;
      };
    }
  }

  /** Names the cell, and seeds its runs. */
  String id() {
    return section + "/" + String.join("/", labels);
  }
}
